#include "core/domain/screening.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "core/domain/no_value.hpp"
#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

using enum FindingCode;

void add_ledger_findings(const ScreeningInput& input, std::vector<Finding>& findings) {
  const Office& office = *input.office;
  if (is_no_value(office.name)) findings.push_back({name_missing, {}});
  if (is_no_value(office.address)) findings.push_back({address_missing, {}});
  for (const Finding& finding : input.letter_findings(office))
    findings.push_back(finding);
  if (office.status == OfficeStatus::suspended) findings.push_back({office_suspended, {}});
  if (input.office_locked) findings.push_back({FindingCode::office_locked, {}});
  const std::string fitting = postcodes_detail(input.fitting_postcodes);
  if (is_no_value(office.postcode)) {
    findings.push_back({postcode_missing, fitting});
  } else if (input.postcode_differs) {
    findings.push_back({FindingCode::postcode_differs, fitting});
  }
  if (!office.number.check_digit_fits()) findings.push_back({check_digit, {}});
  if (input.office_absent) findings.push_back({office_not_listed, {}});
  if (!input.recently_changed.empty()) {
    findings.push_back({ledger_changed, fmt::format("{}", fmt::join(input.recently_changed, ","))});
  }
}

void add_account_findings(const ScreeningInput& input, std::vector<Finding>& findings) {
  const auto account = std::find_if(
      input.accounts.begin(), input.accounts.end(),
      [&input](const Account& of) { return of.prefecture == input.application.prefecture; });
  const bool has_account = account != input.accounts.end();
  if (has_account && !account->listed) findings.push_back({id_not_listed, {}});
  const bool reissue = input.application.kind == ApplicationKind::reissue;
  if (reissue && !has_account) findings.push_back({no_account, {}});
  if (!reissue && has_account) findings.push_back({already_has_account, {}});
}

void add_applicant_findings(const ScreeningInput& input, std::vector<Finding>& findings) {
  for (const std::string& receipt : input.other_open_receipts) {
    findings.push_back({other_open_application, receipt});
  }
  for (const std::string& notice : input.returned_letters) {
    findings.push_back({letter_returned, notice});
  }
  for (const std::string& notice : input.voided_letters) {
    findings.push_back({letter_voided, notice});
  }
  for (const std::string& notice : input.bounced_notices) {
    findings.push_back({notice_bounced, notice});
  }
  for (const std::int64_t notice : input.perhaps_bounced) {
    findings.push_back({notice_perhaps_bounced, std::to_string(notice)});
  }
  if (input.mail_suppressed) findings.push_back({mail_undeliverable, {}});
  if (input.submitted_in_future) findings.push_back({submitted_in_future, {}});
  if (input.password_set_since) findings.push_back({password_set_since, {}});
  const std::string& registered = input.office->security_mail;
  if (!registered.empty() &&
      fold_width(registered) != fold_width(input.application.notification_mail)) {
    findings.push_back({security_mail_differs, {}});
  }
}

}  // namespace

std::string_view reason_code(Refusal refusal) {
  switch (refusal) {
    case Refusal::office_unknown: return "unknown_office";
    case Refusal::office_closed: return "closed_office";
  }
  return {};
}

std::variant<std::vector<Finding>, Refusal> screen(const ScreeningInput& input) {
  if (input.office == nullptr) return Refusal::office_unknown;
  if (input.office->status == OfficeStatus::closed) return Refusal::office_closed;
  std::vector<Finding> findings;
  add_ledger_findings(input, findings);
  add_account_findings(input, findings);
  add_applicant_findings(input, findings);
  return findings;
}

}  // namespace saihakko
