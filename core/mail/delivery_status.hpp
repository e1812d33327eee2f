#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// What a report of RFC 3464 says of one recipient.
struct RecipientStatus {
  /// Section 2.3.3, comments left out; `relayed` counts as delivered. What is none of its words, or
  /// is not there, is `other`: status and words then decide.
  enum class Action { failed, delayed, delivered, expanded, other };
  Action action = Action::other;
  std::string status;      ///< `5.1.1`; empty where none stands there
  std::string diagnostic;  ///< Diagnostic-Code, unfolded, bytes as they came
  // Bare addresses, or empty.
  std::string final_recipient;  ///< Sendmail's X-Actual-Recipient, else Final-Recipient
  std::string
      original_recipient;  ///< Original-Recipient; else Final-Recipient behind an actual one
};

/// The recipients that the fields of a message/delivery-status tell of, in order, at most 16. A
/// field that comes again begins the next recipient: some systems write empty lines between the
/// fields of one. Lines that are no field of a recipient are passed over, so that a report in plain
/// text that names the same fields can be read as well.
std::vector<RecipientStatus> read_delivery_status(std::string_view content);

}  // namespace saihakko
