#include "core/service/letters/void_letter.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/domain/review_cause.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/service/steps/letter_ground.hpp"
#include "core/service/steps/letter_steps.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/print_results_table.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kReprinted = "letter_reprinted";

void send_to_reviewer(Database& database, const Actor& actor, const Letter& letter,
                      Application& application, ReviewCause cause, Instant now) {
  step(database, actor, application, ApplicationState::in_review, to_text(cause), now);
  set_screened_version(database, application.id, 0);  // the ledger may have changed long since
  add_finding(database, application.id, {FindingCode::letter_voided, letter.notice_number});
}

void move_application(Database& database, const Actor& actor, const Letter& letter,
                      const VoidOrder& order, Instant now) {
  Application application = find_application(database, letter.receipt_number).value();
  release_claim(database, application.id);
  switch (order.kind) {
    case Voiding::reprint:
      if (ledger_allows(database, application)) {
        return step(database, actor, application, ApplicationState::approved, kReprinted, now);
      }
      return send_to_reviewer(database, actor, letter, application, ReviewCause::ledger_changed,
                              now);
    case Voiding::for_good:
      return send_to_reviewer(database, actor, letter, application, ReviewCause::letter_voided,
                              now);
  }
}

LetterVoided standing(Database& database, std::string_view notice_number, bool changed) {
  Letter letter = find_letter(database, notice_number).value();
  Application application = find_application(database, letter.receipt_number).value();
  const bool was_posted = reported_time(database, letter.id, PrintResult::posted).has_value();
  return {changed, std::move(letter), std::move(application), was_posted};
}

std::string over_text(const Letter& letter) {
  return fmt::format(
      "通知書 {} は有効期限({})が過ぎています。事業所に、あらためて申請してもらって"
      "ください",
      letter.notice_number, japan_minute(letter.valid_until).substr(0, 10));
}

/// Why a letter that is not live any more is not voided.
std::string ended_text(const Letter& letter, const Application& application) {
  const std::string known = fmt::format("通知書 {} はすでに{}です({} から)。", letter.notice_number,
                                        japanese(letter.state), japan_minute(letter.state_since));
  switch (letter.state) {
    case LetterState::used: return known + "事業所は新しいパスワードを設定しています";
    case LetterState::lapsed: return known + "事業所に、あらためて申請してもらってください";
    case LetterState::sealed:
    case LetterState::collected:
    case LetterState::printed:
    case LetterState::posted:
    case LetterState::spoiled:
    case LetterState::returned:
    case LetterState::voided: return known + what_follows(letter, application);
  }
  return known;
}

/// Whether a reprint was ordered and has not been made: no reviewer has looked since.
bool waits_for_reprint(const Application& application) {
  return application.state == ApplicationState::approved && application.reason_code == kReprinted;
}

/// The same order twice is no fault. A reprint of a letter that none will follow is, and a void of
/// one that was followed already: the follower is what has to be voided.
std::variant<LetterVoided, std::string> voided_before(LetterVoided found, Voiding kind) {
  const bool followed = !found.letter.successor.empty();
  const bool will_be = found.application.state == ApplicationState::approved;
  if (kind == Voiding::for_good ? !followed : followed || will_be) return found;
  return ended_text(found.letter, found.application);
}

/// No letter shall follow after all.
LetterVoided revoke_reprint(Database& database, const Letter& letter, const VoidOrder& order,
                            Instant now) {
  const Actor actor = Actor::person(order.uid);
  append_audit(database, actor, now,
               {"reprint_revoked", letter.notice_number, to_text(order.reason)});
  move_application(database, actor, letter, order, now);
  return standing(database, letter.notice_number, true);
}

}  // namespace

std::string what_follows(const Letter& letter, const Application& application) {
  if (!letter.successor.empty()) {
    return fmt::format("新しい通知書は {} です", letter.successor);
  }
  const std::string& receipt = application.receipt_number;
  switch (application.state) {
    case ApplicationState::approved:
      return fmt::format(
          "次の render-letters で、申請 {} の第{}版を作ります"
          "(宛先は承認したときのもの。台帳の宛先と違えば、作らずに審査中に戻します)",
          receipt, letter.edition + 1);
    case ApplicationState::in_review:
    case ApplicationState::on_hold:
      return fmt::format(
          "{}申請 {} は{}です。新しい通知書を送るなら application approve、"
          "送らないなら application reject(理由をメールする)か "
          "application withdraw(メールしない)",
          application.reason_code == to_text(ReviewCause::ledger_changed)
              ? "承認の後に事業所台帳が変わったため、審査に戻しました。"
              : "",
          receipt, japanese(application.state));
    case ApplicationState::begun:
    case ApplicationState::verified:
    case ApplicationState::submitted:
    case ApplicationState::issued:
    case ApplicationState::printed:
    case ApplicationState::posted:
    case ApplicationState::completed:
    case ApplicationState::lapsed:
    case ApplicationState::rejected:
    case ApplicationState::refused:
    case ApplicationState::withdrawn:
    case ApplicationState::abandoned:
      return fmt::format("申請 {} は{}です", receipt, japanese(application.state));
  }
  return {};
}

std::variant<LetterVoided, std::string> void_letter(Database& database,
                                                    std::string_view notice_number,
                                                    const VoidOrder& order, Instant now) {
  const auto letter = find_letter(database, notice_number);
  if (!letter) return fmt::format("通知書番号 {} の通知書はありません", notice_number);
  if (letter->state == LetterState::voided) {
    LetterVoided found = standing(database, notice_number, false);
    if (order.kind == Voiding::for_good && found.letter.successor.empty() &&
        waits_for_reprint(found.application)) {
      return revoke_reprint(database, *letter, order, now);
    }
    return voided_before(std::move(found), order.kind);
  }
  if (!is_live(letter->state)) {
    return ended_text(*letter, find_application(database, letter->receipt_number).value());
  }
  if (now > letter->valid_until) return over_text(*letter);
  const Actor actor = Actor::person(order.uid);
  if (!void_letter_by_person(database, *letter, order.reason, order.note, order.uid, now)) {
    throw StaleLetter();
  }
  append_audit(database, actor, now,
               {"letter_voided", letter->notice_number, to_text(order.reason)});
  move_application(database, actor, *letter, order, now);
  return standing(database, notice_number, true);
}

}  // namespace saihakko
