#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/bounce_cause.hpp"

namespace saihakko {

/// What screening tells the reviewer about an application.
enum class FindingCode {
  // Blocking: no letter can be made until the ledger is mended.
  name_missing,
  name_unprintable,  ///< detail: the characters and their code points
  name_too_long,
  address_missing,
  address_unprintable,
  address_too_long,
  office_suspended,
  office_closed,  ///< closed while the application waits
  office_locked,  ///< 閉鎖, by the union after a leak
  no_account,     ///< a reissue for an office that holds no ID of this union
  // For the reviewer to weigh.
  postcode_missing,  ///< detail: the postcodes of the address's town, joined by commas
  postcode_differs,  ///< it belongs to another place; detail: the same
  barcode_left_out,  ///< no customer barcode; detail: why (BarcodeGap)
  check_digit,
  other_open_application,  ///< detail: its receipt number
  security_mail_differs,
  already_has_account,     ///< a first ID asked for where one exists
  letter_returned,         ///< 返戻; detail: the letter's notice number
  letter_voided,           ///< by a person; detail: the letter's notice number
  notice_bounced,          ///< detail: the number of the mail that came back, and why (BounceCause)
  notice_perhaps_bounced,  ///< an address came back without its mail; detail: a mail it may be
  mail_undeliverable,      ///< mail to the notification address came back lately
  ledger_changed,     ///< lately; detail: codes of changed_fields(), the values are in its history
  id_not_listed,      ///< the ledger lists the ID no longer
  office_not_listed,  ///< the ledger names the office no longer
  submitted_in_future,  ///< it was handed in with a time that had not come yet
  password_set_since,   ///< the office got in by itself after it had applied
};

struct Finding {
  FindingCode code;
  std::string detail;  ///< never a name, an address or a mail address

  bool operator==(const Finding&) const = default;
};

std::string_view to_text(FindingCode code);
std::optional<FindingCode> parse_finding_code(std::string_view text);

/// The detail of postcode_missing and postcode_differs; of more than a few it is empty, for they
/// tell a reviewer nothing.
std::string postcodes_detail(const std::vector<std::string>& postcodes);

/// The detail of notice_bounced.
std::string bounce_detail(std::int64_t notice_id, BounceCause cause);

/// True for what refuses approval until the ledger is mended.
bool is_blocking(FindingCode code);

/// One line in Japanese for the reviewer, the detail in it.
std::string japanese(const Finding& finding);

bool any_blocking(const std::vector<Finding>& findings);

}  // namespace saihakko
