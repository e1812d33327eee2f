#include "core/service/explain_application.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/service/review_remarks.hpp"
#include "core/store/calls_table.hpp"
#include "core/store/findings_table.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/notices_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/runs_table.hpp"

namespace saihakko {
namespace {

struct Next {
  const char* waits_for;
  const char* job;     ///< empty: no job moves it
  const char* person;  ///< empty: no person does
};

/// `letter`: the state of its latest letter, if it has one.
Next next_of(const Application& application, std::optional<LetterState> letter) {
  switch (application.state) {
    case ApplicationState::begun:
      return {"申請者が確認コードを入力するのを待っています", "", "申請者"};
    case ApplicationState::verified: return {"申請者が送信するのを待っています", "", "申請者"};
    case ApplicationState::submitted:
      return {"審査前の確認を待っています", "screen-applications", ""};
    case ApplicationState::in_review:
      return {"国保連合会の判定(承認・不承認・保留)を待っています", "take-decisions", "審査担当者"};
    case ApplicationState::on_hold:
      return {"保留の理由が解けて、判定されるのを待っています", "take-decisions", "審査担当者"};
    case ApplicationState::approved:
      return {application.batch_id == 0 ? "通知書の作成を待っています" : "通知書を作成中です",
              "render-letters", ""};
    case ApplicationState::issued:
      return {letter == LetterState::collected ? "通知書が印刷されるのを待っています"
                                               : "印刷室が通知書を受け取るのを待っています",
              "track-letters", "印刷室"};
    case ApplicationState::printed:
      return {"通知書が投函されるのを待っています", "track-letters", "印刷室"};
    case ApplicationState::posted:
      return {"事業所が仮パスワードでログインするのを待っています", "", "事業所"};
    case ApplicationState::completed:
    case ApplicationState::lapsed:
    case ApplicationState::rejected:
    case ApplicationState::refused:
    case ApplicationState::withdrawn:
    case ApplicationState::abandoned: return {"手続きは終わっています", "", ""};
  }
  return {"", "", ""};
}

std::string mover_text(Database& database, const Next& next) {
  std::string text = next.person;
  const std::string job = next.job;
  if (job.empty()) return text;
  if (!text.empty()) text += "、その後 ";
  text += fmt::format("ジョブ {}", job);
  const auto run = last_run(database, job);
  if (!run) return text + "(まだ動いたことがありません)";
  return text + fmt::format("(前回 {}、{})", japan_minute(run->started_at), run->outcome);
}

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

void add_job_troubles(Database& database, const Next& next, std::vector<std::string>& troubles) {
  const std::string job = next.job;
  const auto run = job.empty() ? std::nullopt : last_run(database, job);
  if (!run || run->exit_code == 0) return;
  troubles.push_back(fmt::format("ジョブ {} の前回の終了コードは {} でした({})", job,
                                 run->exit_code, japan_minute(run->started_at)));
}

std::vector<std::string> troubles_of(Database& database, const Application& application,
                                     const Next& next) {
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
  for (const Letter& letter : letters_of_application(database, application.receipt_number)) {
    if (!came_to_nothing(letter.state)) continue;
    troubles.push_back(ended_text(letter));
  }
  add_job_troubles(database, next, troubles);
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
std::string desk_remark(Database& database, const Application& application) {
  const bool decidable = application.state == ApplicationState::in_review ||
                         application.state == ApplicationState::on_hold;
  const int approvals = decidable ? approvals_given(database, application) : 0;
  if (approvals > 0) return fmt::format("({}人が承認済み。ほかの人の承認が要ります)", approvals);
  if (application.state == ApplicationState::approved && application.undo_until.ms != 0) {
    return fmt::format("(承認は {} まで取り消せます)", japan_minute(application.undo_until));
  }
  return "";
}

}  // namespace

Explanation explain_application(Database& database, const Application& application,
                                const Deadlines& deadlines) {
  const auto letters = letters_of_application(database, application.receipt_number);
  const Next next =
      next_of(application, letters.empty() ? std::nullopt : std::optional(letters.back().state));
  std::string standing = fmt::format("{}({} から)", japanese(application.state),
                                     japan_minute(application.state_since));
  if (!application.reason_code.empty()) {
    standing += fmt::format("、理由 {}", application.reason_code);
  }
  if (application.urgent) standing += "、至急";
  Explanation why{std::move(standing), next.waits_for + desk_remark(database, application),
                  mover_text(database, next), troubles_of(database, application, next),
                  std::nullopt};
  for (const Letter& letter : letters) {
    const auto overdue = overdue_step(database, letter, deadlines);
    if (!overdue) continue;
    why.overdue = overdue;
    why.troubles.push_back(overdue_text(letter, *overdue, deadlines));
  }
  return why;
}

}  // namespace saihakko
