#include "core/service/applications/screen_application.hpp"

#include <algorithm>

#include "core/service/applications/recent_changes.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/service/postcodes/find_place.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/address_bounces_table.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostOthersNamed = 20;  // more tell a reviewer no more

/// A closed office while the application waits: a person decides, approval is refused anyway.
std::vector<Finding> findings_of(const std::variant<std::vector<Finding>, Refusal>& screening) {
  if (const auto* findings = std::get_if<std::vector<Finding>>(&screening)) return *findings;
  return {{FindingCode::office_closed, {}}};
}

/// Once told it stays: the time comes, and nobody can say what was meant.
bool submitted_in_future(Database& database, const Application& application, Instant now) {
  constexpr std::int64_t kClocksDiffer_ms = 10 * kMinuteMs;
  if (application.submitted_at > now.plus_ms(kClocksDiffer_ms)) return true;
  const auto told = findings_of(database, application.id);
  return std::any_of(told.begin(), told.end(), [](const Finding& finding) {
    return finding.code == FindingCode::submitted_in_future;
  });
}

void store_findings(Database& database, const Application& application,
                    const std::vector<Finding>& findings) {
  replace_findings(database, application.id, findings);
  const auto office = find_office(database, application.office_number);
  set_screened_version(database, application.id, office ? office->version : 0);
  if (office_locked_at(database, application.office_number)) {
    set_urgent(database, application.id, true);
  }
}

std::vector<std::string> bounced_details(Database& database, std::int64_t application_id) {
  std::vector<std::string> details;
  for (const BouncedNotice& notice : bounced_notices(database, application_id)) {
    details.push_back(bounce_detail(notice.notice_id, notice.cause));
  }
  return details;
}

}  // namespace

std::variant<std::vector<Finding>, Refusal> screen_now(Database& database, const LetterPress& press,
                                                       const MasterKey& key,
                                                       const Application& application,
                                                       const ReviewSettings& rules, Instant now) {
  const auto known = find_ledger_office(database, application.office_number);
  const Office* office = known ? &known->office : nullptr;
  const auto accounts = accounts_of(database, application.office_number);
  const auto others = other_open_receipts(database, application, kMostOthersNamed);
  const auto returned = returned_letters(database, application.id);
  const auto voided = letters_voided_by_persons(database, application.id);
  const auto bounced = bounced_details(database, application.id);
  const auto perhaps =
      perhaps_bounced_notices(database, application.id, now.plus_ms(-kAddressBounceDays * kDayMs));
  const auto set_at = password_set_at(database, application.office_number, application.prefecture);
  const PostcodeAdvice postcode =
      office == nullptr ? PostcodeAdvice()
                        : postcode_advice(database, office->number.prefecture(),
                                          {office->name, office->postcode, office->address});
  const bool suppressed =
      suppressed_until(database, key, application.notification_mail, now).has_value();
  return screen(
      {.application = application,
       .office = office,
       .office_locked = office_locked_at(database, application.office_number).has_value(),
       .accounts = accounts,
       .other_open_receipts = others,
       .returned_letters = returned,
       .voided_letters = voided,
       .bounced_notices = bounced,
       .perhaps_bounced = perhaps,
       .mail_suppressed = suppressed,
       .submitted_in_future = submitted_in_future(database, application, now),
       .office_absent = known && known->absent_since.has_value(),
       .recently_changed = office == nullptr ? std::vector<std::string>()
                                             : recently_changed_fields(
                                                   recent_changes(database, *office, rules, now)),
       .postcode_differs = postcode.place.fit == PostcodeFit::differs,
       .fitting_postcodes = postcode.fitting,
       .password_set_since = set_at && *set_at > application.submitted_at,
       .letter_findings = [&](const Office& of) {
         const Addressee addressee{of.name, of.postcode, of.address};
         auto findings = press.findings(application.prefecture, addressee);
         if (auto without_barcode = press.barcode_finding(application.prefecture, addressee, postcode.place)) {
           findings.push_back(std::move(*without_barcode));
         }
         return findings;
       }});
}

ScreenOutcome screen_application(Database& database, const Actor& actor, const LetterPress& press,
                                 const Outbox& outbox, const ReasonList& reasons,
                                 const ReviewSettings& rules, Application& application,
                                 Instant now) {
  const auto screening = screen_now(database, press, outbox.key(), application, rules, now);
  if (application.state != ApplicationState::submitted) {
    store_findings(database, application, findings_of(screening));
    renew_version(database, application.id);
    append_audit(database, actor, now, {"findings_renewed", application.receipt_number, ""});
    return ScreenOutcome::findings_renewed;
  }
  if (const auto* refusal = std::get_if<Refusal>(&screening)) {
    if (!ledger_covers(database, application.office_number.prefecture())) {
      return ScreenOutcome::waits_for_ledger;
    }
    const std::string_view code = reason_code(*refusal);
    step(database, actor, application, ApplicationState::refused, code, now);
    outbox.queue_rejected(database, application, code, reasons.find(code)->sentence, now);
    return ScreenOutcome::refused;
  }
  const auto& findings = std::get<std::vector<Finding>>(screening);
  store_findings(database, application, findings);
  step(database, actor, application, ApplicationState::in_review, "", now);
  if (!outbox.asks_for_envelope(application)) return ScreenOutcome::in_review;
  step(database, actor, application, ApplicationState::on_hold, kWaitingForEnvelope, now);
  return ScreenOutcome::waits_for_envelope;
}

}  // namespace saihakko
