#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/finding.hpp"
#include "core/domain/office.hpp"

namespace saihakko {

/// Why an application can never become a letter.
enum class Refusal { office_unknown, office_closed };

/// The reason code of templates/reasons.csv: `unknown_office`, `closed_office`.
std::string_view reason_code(Refusal refusal);

/// What the ledger and the other applications say about one application.
struct ScreeningInput {
  const Application& application;
  const Office* office = nullptr;  ///< null: not in the ledger
  bool office_locked = false;      ///< 閉鎖 by the union
  const std::vector<Account>& accounts;
  const std::vector<std::string>& other_open_receipts;
  const std::vector<std::string>& returned_letters;  ///< notice numbers of its own
  const std::vector<std::string>& voided_letters;    ///< by a person; notice numbers of its own
  /// Of its mails that came back, as the finding's detail.
  const std::vector<std::string>& bounced_notices;
  const std::vector<std::int64_t>&
      perhaps_bounced;                        ///< its mails that an address's report may mean
  bool mail_suppressed = false;               ///< mail to the notification address came back lately
  bool submitted_in_future = false;           ///< as it was received
  bool office_absent = false;                 ///< the ledger names it no longer
  std::vector<std::string> recently_changed;  ///< codes of what the ledger changed lately
  bool postcode_differs = false;              ///< from the address, by the list of postcodes
  std::vector<std::string> fitting_postcodes;  ///< of the address's town
  bool password_set_since = false;             ///< for the account, after it was submitted
  /// Whether name and address can be printed: the letter's own findings, to which an empty text is
  /// none.
  std::function<std::vector<Finding>(const Office&)> letter_findings;
};

/// Refuses only what can never become a letter. Whatever a person can mend is a finding (contract,
/// section 3).
std::variant<std::vector<Finding>, Refusal> screen(const ScreeningInput& input);

}  // namespace saihakko
