#include "core/service/watch/explain_application.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/calendar.hpp"
#include "core/service/applications/return_envelope.hpp"
#include "core/service/intake/refused_lines.hpp"
#include "core/service/review/review_remarks.hpp"
#include "core/service/watch/job_troubles.hpp"
#include "core/service/watch/next_step.hpp"
#include "core/store/tables/calls_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/notices_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/runs_table.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kSendNotices = "send-notices";
constexpr std::int64_t kMostSteps = 30;

bool went_wrong(NoticeState state) {
  switch (state) {
    case NoticeState::deferred:
    case NoticeState::failed:
    case NoticeState::unknown:
    case NoticeState::expired:
    case NoticeState::bounced: return true;
    case NoticeState::queued:
    case NoticeState::claimed:
    case NoticeState::sent:
    case NoticeState::cancelled: return false;
  }
  return false;
}

bool came_to_nothing(LetterState state) {
  switch (state) {
    case LetterState::lapsed:
    case LetterState::spoiled:
    case LetterState::returned:
    case LetterState::voided: return true;
    case LetterState::sealed:
    case LetterState::collected:
    case LetterState::printed:
    case LetterState::posted:
    case LetterState::used: return false;
  }
  return false;
}

std::string ended_text(const Letter& letter) {
  std::string text =
      fmt::format("通知書 {}(第{}版)は{}です({} から", letter.notice_number, letter.edition,
                  japanese(letter.state), japan_minute(letter.state_since));
  if (letter.void_reason) text += fmt::format("、理由 {}", japanese(*letter.void_reason));
  text += ")";
  if (!letter.successor.empty()) text += fmt::format("。次の版は {} です", letter.successor);
  return text;
}

/// Of the job that the application waits for: that it fails, or is late.
void add_job_troubles(Database& database, const WatchGround& ground, std::string_view job,
                      std::vector<std::string>& troubles) {
  if (job.empty()) return;
  const auto run = last_run(database, job);
  if (run && (run->outcome == "failed" || run->outcome == "crashed")) {
    troubles.push_back(fmt::format("ジョブ {} の前回({})は{}でした(終了コード {})", job,
                                   japan_minute(run->started_at), japanese_outcome(run->outcome),
                                   run->exit_code));
  }
  for (const Alert& alert : troubles_of_job(database, ground, job, {})) {
    troubles.push_back(alert.sentence);
  }
}

void add_refused_lines(const Settings& settings, std::string_view kind, std::string_view column,
                       std::string_view number, std::vector<std::string>& troubles) {
  for (const RefusedLine& refused : refused_lines(settings, kind, column, number)) {
    for (const std::string& reason : refused.reasons) {
      troubles.push_back(
          fmt::format("取り込まれなかった行: {} の{}行目: {}", refused.file, refused.line, reason));
    }
  }
}

std::vector<std::string> troubles_of(Database& database, const Application& application,
                                     const NextStep& next, const WatchGround& ground) {
  std::vector<std::string> troubles;
  for (const Finding& finding : findings_of(database, application.id)) {
    if (!is_open(application.state)) break;
    troubles.push_back(fmt::format(
        "{}{}", is_blocking(finding.code) ? "承認できない理由: " : "所見: ", japanese(finding)));
  }
  const auto office = find_office(database, application.office_number);
  for (const Call& call : calls_of(database, application.id)) {
    troubles.push_back(fmt::format("電話確認: {}", call_text(call, office)));
  }
  for (const Notice& notice : notices_of_application(database, application.receipt_number)) {
    if (!went_wrong(notice.state)) continue;
    troubles.push_back(fmt::format("{}(番号 {})は{}です: {}", japanese(notice.kind), notice.id,
                                   japanese(notice.state), notice.reply));
  }
  add_refused_lines(ground.settings, "decisions", "受付番号", application.receipt_number, troubles);
  for (const Letter& letter : letters_of_application(database, application.receipt_number)) {
    add_refused_lines(ground.settings, "print-results", "通知書番号", letter.notice_number,
                      troubles);
    if (came_to_nothing(letter.state)) troubles.push_back(ended_text(letter));
  }
  add_job_troubles(database, ground, next.job, troubles);
  return troubles;
}

std::string overdue_text(const Letter& letter, const Overdue& overdue, const Deadlines& deadlines) {
  const int within = deadlines.within_days(overdue.step);
  switch (overdue.step) {
    case PrintRoomStep::collect:
      return fmt::format(
          "通知書 {} の受取が{}営業日遅れています({} に作成、受取は{}営業日以内)。印刷室がバッチ "
          "{} を"
          "受け取り、受取を inbox/print-results に報告してください",
          letter.notice_number, overdue.days_late, japan_minute(overdue.since), within,
          letter.batch);
    case PrintRoomStep::post:
      return fmt::format(
          "通知書 {} の投函が{}営業日遅れています({} から印刷室にあり、"
          "投函は{}営業日以内)。印刷室がバッチ {} の {} {}頁を投函し、投函済を inbox/print-results "
          "に報告してください",
          letter.notice_number, overdue.days_late, japan_minute(overdue.since), within,
          letter.batch, letter.file, letter.page);
  }
  return {};
}

/// What the desk's own rules make it wait for, behind what its state does.
std::string desk_remark(Database& database, const Application& application,
                        const WatchGround& ground) {
  const bool decidable = application.state == ApplicationState::in_review ||
                         application.state == ApplicationState::on_hold;
  const int approvals = decidable ? approvals_given(database, application) : 0;
  if (approvals > 0) return fmt::format("({}人が承認済み。ほかの人の承認が要ります)", approvals);
  if (application.state == ApplicationState::approved && application.undo_until.ms != 0) {
    return fmt::format("(通知書は {} まで作りません。作り始めるまで、承認を取り消せます)",
                       japan_minute(application.undo_until));
  }
  if (const auto wait =
          envelope_wait(database, application, ground.settings, ground.working_days)) {
    return fmt::format("(返信用封筒待ち{})", envelope_text(*wait));
  }
  return "";
}

std::string standing_of(const Application& application, const ReasonList& reasons) {
  std::string standing = fmt::format("{}({} から)", japanese(application.state),
                                     japan_minute(application.state_since));
  if (!application.reason_code.empty()) {
    const std::string_view label = reasons.label(application.reason_code);
    standing += label.empty() ? fmt::format("、理由 {}", application.reason_code)
                              : fmt::format("、理由 {}({})", label, application.reason_code);
  }
  if (application.urgent) standing += "、至急";
  return standing;
}

/// What becomes of a mail that has not ended; empty for one that has.
std::string mail_outlook(const Notice& notice, const WatchGround& ground) {
  const auto next = [&] {
    return japan_minute(
        ground.timetable.next_after(kSendNotices, std::max(notice.due, ground.now).plus_ms(-1)));
  };
  switch (notice.state) {
    case NoticeState::queued: return fmt::format("{} の {} が送ります", next(), kSendNotices);
    case NoticeState::claimed: return "いま送っています";
    case NoticeState::deferred:
      return fmt::format("{}回送れず、{} の {} がもう一度送ります", notice.attempts, next(),
                         kSendNotices);
    case NoticeState::unknown:
      if (notice.due >= kNeverDue) {
        return fmt::format("届いたか分かりません。届いていなければ saihakko notice resend {}",
                           notice.id);
      }
      return fmt::format("届いたか分からず、{} の {} がもう一度送ります", next(), kSendNotices);
    case NoticeState::failed:
    case NoticeState::expired:
    case NoticeState::bounced:
    case NoticeState::sent:
    case NoticeState::cancelled: return {};
  }
  return {};
}

std::vector<std::string> mails_under_way(Database& database, const Application& application,
                                         const WatchGround& ground) {
  std::vector<std::string> mails;
  for (const Notice& notice : notices_of_application(database, application.receipt_number)) {
    const std::string outlook = mail_outlook(notice, ground);
    if (outlook.empty()) continue;
    mails.push_back(fmt::format("{}(番号 {})は{}です。{}", japanese(notice.kind), notice.id,
                                japanese(notice.state), outlook));
  }
  return mails;
}

}  // namespace

Explanation explain_application(Database& database, const Application& application,
                                const ReasonList& reasons, const WatchGround& ground) {
  const Deadlines deadlines{ground.settings.letters, ground.working_days, ground.now};
  const auto letters = letters_of_application(database, application.receipt_number);
  const auto newest = letters.empty() ? std::nullopt : std::optional(letters.back());
  const NextStep next = next_step(database, application, newest, ground);
  Explanation why{.standing = standing_of(application, reasons),
                  .waits_for = next.waits_for + desk_remark(database, application, ground),
                  .next_mover = mover_text(database, next),
                  .next_at = next.at,
                  .mails = mails_under_way(database, application, ground),
                  .troubles = troubles_of(database, application, next, ground),
                  .overdue = std::nullopt,
                  .steps = audit_rows_of(database, application.receipt_number, kMostSteps)};
  if (!why.mails.empty()) add_job_troubles(database, ground, kSendNotices, why.troubles);
  if (pending_restore(database) && (is_open(application.state) || !why.mails.empty())) {
    why.troubles.emplace_back(
        "控えから戻した後の照合がまだです。saihakko restore --reconcile が済むまで、"
        "通知書の作成とメールは止まっています");
  }
  for (const Letter& letter : letters) {
    const auto overdue = overdue_step(database, letter, deadlines);
    if (!overdue) continue;
    why.overdue = overdue;
    why.troubles.push_back(overdue_text(letter, *overdue, deadlines));
  }
  return why;
}

}  // namespace saihakko
