#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/domain/bounce_cause.hpp"

namespace saihakko {

/// What a mail that came back to the sender's address says.
struct BounceReport {
  enum class Verdict {
    failed,     ///< the mail is over: it will never arrive
    delayed,    ///< delivery is still being tried
    delivered,  ///< a report of success: nothing to do
    automatic,  ///< an automatic answer of a person's mailbox (RFC 3834): nothing to do
    complaint,  ///< a report of abuse or of authentication (RFC 5965): nothing to do
    no_report   ///< anything else
  };
  Verdict verdict = Verdict::no_report;
  BounceCause cause = BounceCause::unknown;
  bool address_is_bad = false;  ///< of a failure: no other mail would arrive there either
  std::string status;     ///< RFC 3463, `5.1.1`; `5.0.0` or `4.0.0` where the report gives none
  std::string diagnosis;  ///< one line of the report's words, UTF-8, at most 200 bytes
  /// Of the mail that is returned: `<left@right>`, from its Message-ID or X-Saihakko-Notice. Those
  /// of the report itself, and what it answers or refers to, are not among them.
  std::vector<std::string> marks;
  /// Bare addresses that the mail did not arrive at, as the report names them; at most 16.
  std::vector<std::string> recipients;
};

/// Reads reports of RFC 3464 and those in plain words. For any bytes; bounded by the size of
/// `mail`.
///
/// What a mail system sent and what returns a mail is a report even if none of its words is known:
/// it has failed, unless Action or words say that it is still being tried, has arrived or is an
/// automatic answer. Whether the mail returned is one of ours its marks tell, which nobody can make
/// up; the caller looks them up. Of several recipients the gravest counts. A report that somebody
/// forwarded as an attachment is read within it.
BounceReport read_bounce_report(std::string_view mail);

}  // namespace saihakko
