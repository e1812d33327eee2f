#include "core/service/decide_application.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "core/service/application_steps.hpp"
#include "core/service/screen_application.hpp"
#include "core/service/withdraw_application.hpp"
#include "core/store/applications_table.hpp"
#include "core/store/decisions_table.hpp"
#include "core/store/offices_table.hpp"

namespace saihakko {
namespace {

using Cause = DecisionRefusal::Cause;

/// A file dropped twice, or a worksheet saved again with rows decided earlier, changes nothing.
bool decided_so_before(const Application& application, const Decision& decision) {
  switch (decision.verdict) {
    case Verdict::approve:
      switch (application.state) {
        case ApplicationState::approved:
        case ApplicationState::issued:
        case ApplicationState::printed:
        case ApplicationState::posted:
        case ApplicationState::completed:
          return true;
        default:  // NOLINT: every other state means another outcome
          return false;
      }
    case Verdict::reject:
      return application.state == ApplicationState::rejected &&
             application.reason_code == decision.reason_code;
    case Verdict::hold:
      return application.state == ApplicationState::on_hold &&
             application.reason_code == decision.reason_code;
  }
  return false;
}

std::optional<DecisionRefusal> check_reason(const ReasonList& reasons, const Decision& decision) {
  if (decision.verdict == Verdict::approve) return std::nullopt;
  const std::string choices = reasons.choices(decision.verdict);
  if (decision.reason_code.empty()) {
    return DecisionRefusal{Cause::reason_missing, fmt::format("{}には理由が要ります: {}",
                                                              japanese(decision.verdict), choices)};
  }
  const Reason* reason = reasons.find(decision.reason_code);
  if (reason == nullptr || reason->verdict != decision.verdict) {
    return DecisionRefusal{
        Cause::reason_unknown,
        fmt::format("理由「{}」は{}の理由ではありません。次から選んでください: {}",
                    decision.reason_code, japanese(decision.verdict), choices)};
  }
  return std::nullopt;
}

std::optional<DecisionRefusal> check_row(const Application& application,
                                         std::optional<std::int64_t> expected_version) {
  if (expected_version && *expected_version != application.version) {
    return DecisionRefusal{
        Cause::changed_since,
        fmt::format("一覧を作成した後に変わっています(更新番号 {} → {}、現在の状態: {}、{} から)",
                    *expected_version, application.version, japanese(application.state),
                    japan_minute(application.state_since))};
  }
  if (application.state != ApplicationState::in_review &&
      application.state != ApplicationState::on_hold) {
    return DecisionRefusal{
        Cause::not_in_review,
        fmt::format("審査中でも保留でもありません(現在の状態: {})", japanese(application.state))};
  }
  return std::nullopt;
}

/// The worksheet shows the ledger as screening saw it; a letter must not go anywhere else.
std::optional<DecisionRefusal> check_ledger(Database& database, const Application& application,
                                            std::optional<std::int64_t> expected_version) {
  const auto office = find_office(database, application.office_number);
  if (!expected_version || !office || office->version == application.screened_version) {
    return std::nullopt;
  }
  return DecisionRefusal{Cause::changed_since,
                         "一覧を作成した後に事業所台帳が変わっています。"
                         "screen-applications の後、新しい一覧で判定してください"};
}

std::string list_blocking(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    if (!is_blocking(finding.code)) continue;
    text += fmt::format("{}{}", text.empty() ? "" : "、", japanese(finding));
  }
  return text;
}

constexpr std::int64_t kMostOthers = 100'000;

/// The applications that an approval puts an end to: one account, one letter under way.
std::vector<Application> others_of_account(Database& database, const Application& application) {
  std::vector<Application> others;
  for (const std::string& receipt : other_open_receipts(database, application, kMostOthers)) {
    others.push_back(find_application(database, receipt).value());
  }
  return others;
}

std::vector<std::string> withdraw_others(Database& database, const Actor& actor,
                                         std::vector<Application> others, Instant now) {
  std::vector<std::string> withdrawn;
  for (Application& other : others) {
    const auto refusal = withdraw_application(database, actor, other, "superseded", now);
    if (refusal) throw std::logic_error(*refusal);  // check_approval has ruled it out
    withdrawn.push_back(other.receipt_number);
  }
  return withdrawn;
}

/// What keeps the application from being approved; asks the ledger and the fonts as they are now.
std::optional<DecisionRefusal> check_approval(Database& database, const Desk& desk,
                                              const Application& application,
                                              const std::vector<Application>& others, Instant now) {
  const auto screening = screen_now(database, desk.press, desk.outbox.key(), application, now);
  const auto* findings = std::get_if<std::vector<Finding>>(&screening);
  if (findings == nullptr) {
    return DecisionRefusal{Cause::blocked, "承認できません: 事業所が事業所台帳で廃止されています"};
  }
  if (any_blocking(*findings)) {
    return DecisionRefusal{Cause::blocked,
                           fmt::format("承認できません: {}。事業所台帳を直すと承認できます",
                                       list_blocking(*findings))};
  }
  for (const Application& other : others) {
    if (other.state != ApplicationState::approved || other.batch_id == 0) continue;
    return DecisionRefusal{Cause::other_in_batch,
                           fmt::format("同じ事業所の申請 {} の通知書を作成中です。"
                                       "少し待ってからやり直してください",
                                       other.receipt_number)};
  }
  return std::nullopt;
}

Decided approve(Database& database, const Actor& actor, const Outbox& outbox,
                Application& application, std::vector<Application> others, Instant now) {
  const Office office = find_office(database, application.office_number).value();
  set_addressee(database, application.id, {office.name, office.postcode, office.address});
  step(database, actor, application, ApplicationState::approved, "", now);
  outbox.queue_approval_warning(database, application, now);
  return {.withdrawn = withdraw_others(database, actor, std::move(others), now)};
}

}  // namespace

std::variant<Decided, DecisionRefusal> decide_application(
    Database& database, const Actor& actor, const Desk& desk, std::string_view receipt_number,
    const Decision& decision, std::optional<std::int64_t> expected_version, Instant now) {
  auto application = find_application(database, receipt_number);
  if (!application) {
    return DecisionRefusal{Cause::unknown_receipt,
                           fmt::format("受付番号 {} の申請はありません", receipt_number)};
  }
  if (decided_so_before(*application, decision)) return Decided{.changed = false};
  if (auto refusal = check_reason(desk.reasons, decision)) return *refusal;
  if (auto refusal = check_row(*application, expected_version)) return *refusal;
  if (auto refusal = check_ledger(database, *application, expected_version)) return *refusal;
  std::vector<Application> others;
  if (decision.verdict == Verdict::approve) {
    others = others_of_account(database, *application);
    if (auto refusal = check_approval(database, desk, *application, others, now)) return *refusal;
  }
  // Nothing was written up to here: a refusal leaves no trace in the caller's transaction.
  Decided decided;
  if (application->state == ApplicationState::on_hold) {
    step(database, actor, *application, ApplicationState::in_review, "", now);
  }
  switch (decision.verdict) {
    case Verdict::approve:
      decided = approve(database, actor, desk.outbox, *application, std::move(others), now);
      break;
    case Verdict::reject:
      step(database, actor, *application, ApplicationState::rejected, decision.reason_code, now);
      desk.outbox.queue_rejected(database, *application, decision.reason_code,
                                 desk.reasons.find(decision.reason_code)->sentence, now);
      break;
    case Verdict::hold:
      step(database, actor, *application, ApplicationState::on_hold, decision.reason_code, now);
      break;
  }
  add_decision(database, application->id, decision, now);
  return decided;
}

}  // namespace saihakko
