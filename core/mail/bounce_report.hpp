#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// What a mail that came back to the sender's address says.
struct BounceReport {
  enum class Verdict {
    hard,          ///< it will never arrive (5.x.x)
    soft,          ///< it is late or was put off (4.x.x)
    arrived,       ///< a report of success: nothing to do
    automatic,     ///< an automatic answer of a person's mailbox: nothing to do
    not_a_bounce,  ///< anything else
  };
  Verdict verdict = Verdict::not_a_bounce;
  std::string status;     ///< RFC 3463, `5.1.1`; `5.0.0` or `4.0.0` where the report gives none
  std::string diagnosis;  ///< one line of the report's words, printable ASCII, bounded
  /// Of the mail that is returned: `<left@right>`; those of the report itself are not among them.
  std::vector<std::string> message_ids;
};

/// Reads reports of RFC 3464 and those in plain text that qmail, Exim and the Japanese carriers
/// (au, docomo, SoftBank) write. For any bytes; bounded by the size of `mail`.
BounceReport read_bounce_report(std::string_view mail);

}  // namespace saihakko
