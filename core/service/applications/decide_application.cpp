#include "core/service/applications/decide_application.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/service/applications/other_applications.hpp"
#include "core/service/applications/possible_verbs.hpp"
#include "core/service/applications/return_envelope.hpp"
#include "core/service/applications/review_changes.hpp"
#include "core/service/applications/screen_application.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/worksheets_table.hpp"

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
        case ApplicationState::completed: return true;
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

std::optional<DecisionRefusal> check_row(Database& database, const ReasonList& reasons,
                                         const Application& application,
                                         const DecisionBasis& basis) {
  if (basis.version && *basis.version != application.version) {
    return DecisionRefusal{
        Cause::changed_since,
        fmt::format("一覧を作成した後に変わっています(更新番号 {} → {}、現在の状態: {}、{} から)。"
                    "変わったこと: {}",
                    *basis.version, application.version, japanese(application.state),
                    japan_minute(application.state_since),
                    changes_since(database, reasons, application, *basis.version))};
  }
  if (application.state != ApplicationState::in_review &&
      application.state != ApplicationState::on_hold) {
    return DecisionRefusal{
        Cause::not_in_review,
        fmt::format("審査中でも保留でもありません(現在の状態: {})。{}", japanese(application.state),
                    possible_verbs(application))};
  }
  if (basis.kind == DecisionBasis::Kind::worksheet && !basis.version &&
      approved_before(database, application.id, application.version)) {
    return DecisionRefusal{Cause::version_missing,
                           "前に承認されたことのある申請です(返戻、取消など)。"
                           "更新番号のある新しい審査一覧で判定してください"};
  }
  return std::nullopt;
}

/// The worksheet shows the ledger as screening saw it, and the letter must go where the reviewer
/// saw it go.
std::optional<DecisionRefusal> check_ledger(Database& database, const Application& application,
                                            const DecisionBasis& basis) {
  const auto office = find_office(database, application.office_number);
  if (!basis.version || !office || office->version == application.screened_version) {
    return std::nullopt;
  }
  return DecisionRefusal{Cause::changed_since,
                         fmt::format("一覧を作成した後に事業所台帳が変わっています({})。"
                                     "screen-applications の後、新しい一覧で判定してください",
                                     ledger_changes_since(database, application))};
}

std::string list_blocking(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    if (!is_blocking(finding.code)) continue;
    text += fmt::format("{}{}", text.empty() ? "" : "、", japanese(finding));
  }
  return text;
}

/// That of a lock stands in its own sentence.
std::string_view remedy_of(const std::vector<Finding>& findings) {
  const auto is_lock = [](const Finding& f) { return f.code == FindingCode::office_locked; };
  const bool locked = std::ranges::any_of(findings, is_lock);
  const bool in_ledger = std::ranges::any_of(
      findings, [&](const Finding& f) { return is_blocking(f.code) && !is_lock(f); });
  if (!in_ledger) return "";
  return locked ? "。事業所台帳も直すと承認できます" : "。事業所台帳を直すと承認できます";
}

DecidedVersions versions_of(Database& database, const Application& application) {
  const auto office = find_office(database, application.office_number);
  return {application.version, office ? office->version : 0};
}

/// What keeps the application from being approved; asks the ledger and the fonts as they are now.
std::optional<DecisionRefusal> check_approval(Database& database, const Desk& desk,
                                              const Application& application,
                                              const std::vector<Application>& others, Instant now) {
  const auto screening =
      screen_now(database, desk.press, desk.outbox.key(), application, desk.rules, now);
  const auto* findings = std::get_if<std::vector<Finding>>(&screening);
  if (findings == nullptr) {
    return DecisionRefusal{Cause::blocked, "承認できません: 事業所が事業所台帳で廃止されています"};
  }
  if (any_blocking(*findings)) {
    return DecisionRefusal{
        Cause::blocked,
        fmt::format("承認できません: {}{}", list_blocking(*findings), remedy_of(*findings))};
  }
  for (const Application& other : others) {
    if (other.state != ApplicationState::approved) continue;
    if (desk.rules.undo_minutes > 0 && other.batch_id == 0) {
      return DecisionRefusal{
          Cause::other_in_batch,
          fmt::format("同じ事業所の申請 {} が承認されています。通知書の作成を待つか、"
                      "その承認を取り消してください",
                      other.receipt_number)};
    }
    if (other.batch_id == 0) continue;
    return DecisionRefusal{Cause::other_in_batch,
                           fmt::format("同じ事業所の申請 {} の通知書を作成中です。"
                                       "少し待ってからやり直してください",
                                       other.receipt_number)};
  }
  return std::nullopt;
}

Decided approve(Database& database, const Actor& actor, const Desk& desk, Application& application,
                std::vector<Application> others, Instant now) {
  const Office office = find_office(database, application.office_number).value();
  set_addressee(database, application.id, {office.name, office.postcode, office.address});
  step(database, actor, application, ApplicationState::approved, "", now);
  if (desk.rules.undo_minutes > 0) {
    set_undo_until(database, application.id, now.plus_ms(desk.rules.undo_minutes * kMinuteMs));
    return {};
  }
  desk.outbox.queue_approval_warning(database, application, now);
  return {.withdrawn = withdraw_others(database, actor, std::move(others), now)};
}

/// One of two approvals. nullopt: it is the last one that was missing.
std::optional<std::variant<Decided, DecisionRefusal>> take_approval(
    Database& database, const Actor& actor, const Desk& desk, const Application& application,
    const Decision& decision, const DecidedVersions& versions, Instant now) {
  if (decision.acting_uid == application.entered_uid) {
    return DecisionRefusal{Cause::own_entry,
                           fmt::format("この申請のファイルを置いた人(uid {})は承認できません。"
                                       "ほかの2人の承認が要ります",
                                       decision.acting_uid)};
  }
  const auto given = approvers(database, application.id, versions);
  const int missing = desk.rules.approvals - static_cast<int>(given.size());
  if (std::find(given.begin(), given.end(), decision.acting_uid) != given.end()) {
    return Decided{.changed = false, .approvals_missing = missing};
  }
  if (missing <= 1) return std::nullopt;
  add_decision(database, application.id, decision, versions, now);
  withhold_reminders(database, actor, application, now);
  list_anew(database, application.id);
  append_audit(database, actor, now,
               {"approval_recorded", application.receipt_number,
                fmt::format("{}/{}", given.size() + 1, desk.rules.approvals)});
  return Decided{.approvals_missing = missing - 1};
}

}  // namespace

std::variant<Decided, DecisionRefusal> decide_application(Database& database, const Actor& actor,
                                                          const Desk& desk,
                                                          std::string_view receipt_number,
                                                          const Decision& decision,
                                                          const DecisionBasis& basis, Instant now) {
  auto application = find_application(database, receipt_number);
  if (!application) {
    return DecisionRefusal{Cause::unknown_receipt,
                           fmt::format("受付番号 {} の申請はありません", receipt_number)};
  }
  if (decided_so_before(*application, decision)) return Decided{.changed = false};
  if (auto refusal = check_reason(desk.reasons, decision)) return *refusal;
  if (auto refusal = check_row(database, desk.reasons, *application, basis)) return *refusal;
  if (auto refusal = check_ledger(database, *application, basis)) return *refusal;
  const DecidedVersions versions = versions_of(database, *application);
  std::vector<Application> others;
  if (decision.verdict == Verdict::approve) {
    others = others_of_account(database, *application);
    if (auto refusal = check_approval(database, desk, *application, others, now)) return *refusal;
    if (desk.rules.approvals > 1) {
      auto first = take_approval(database, actor, desk, *application, decision, versions, now);
      if (first) return *first;
    }
  }
  // Nothing was written up to here: a refusal leaves no trace in the caller's transaction.
  Decided decided;
  withhold_reminders(database, actor, *application, now);
  if (application->state == ApplicationState::on_hold) {
    step(database, actor, *application, ApplicationState::in_review, "", now);
  }
  switch (decision.verdict) {
    case Verdict::approve:
      decided = approve(database, actor, desk, *application, std::move(others), now);
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
  add_decision(database, application->id, decision, versions, now);
  return decided;
}

}  // namespace saihakko
