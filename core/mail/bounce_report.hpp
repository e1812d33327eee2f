#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/domain/bounce_cause.hpp"

namespace saihakko {

/// What became of a mail.
struct BounceJudgement {
  enum class Verdict {
    failed,     ///< the mail is over: it will never arrive
    delayed,    ///< delivery is still being tried, or a person has still to let it go
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
};

/// Failed before delayed before delivered before anything else, a bad address before a good one.
bool is_graver(const BounceJudgement& one, const BounceJudgement& other);

/// What a report of RFC 3464 says of one recipient. The addresses are bare, or empty.
struct RecipientJudgement : BounceJudgement {
  std::string final_recipient;     ///< what the mail went to in the end
  std::string original_recipient;  ///< whom it was sent to
  bool expanded = false;  ///< an alias or a list: passed on to others (RFC 3464 section 2.3.3)
};

/// What a mail that came back to the sender's address says. The judgement is the gravest of those
/// of its recipients.
struct BounceReport : BounceJudgement {
  std::vector<RecipientJudgement> each;  ///< at most 16; none of a report in plain words
  /// Of the mail that is returned: `<left@right>`, from its Message-ID or X-Saihakko-Notice. Those
  /// of the report itself, and what it answers or refers to, are not among them.
  std::vector<std::string> marks;
  /// Bare addresses that the mail did not arrive at, as the report names them; at most 16.
  std::vector<std::string> recipients;
  /// Bare addresses in To of the mail that is returned; at most 16.
  std::vector<std::string> sent_to;
};

/// Reads reports of RFC 3464 and those in plain words. For any bytes; bounded by the size of
/// `mail`.
///
/// What a mail system sent and what returns a mail is a report even if none of its words is known:
/// it has failed, unless Action or words say that it is still being tried, has arrived or is an
/// automatic answer. Whether the mail returned is one of ours its marks tell, which nobody can make
/// up; the caller looks them up.
///
/// One mail makes one report, which may be none, unless it holds several: each that somebody
/// forwarded as an attachment, and each mail that was put behind a multipart in one file with it.
std::vector<BounceReport> read_bounce_reports(std::string_view mail);

}  // namespace saihakko
