#pragma once

#include <optional>
#include <string_view>

namespace saihakko {

/// Why an application that was approved is in review again. These are no rows of
/// templates/reasons.csv: those belong to decisions and carry a sentence for the applicant.
enum class ReviewCause {
  approval_undone,
  ledger_changed,      ///< the office, its addressee or its ID is not what was approved
  letter_unprintable,  ///< a font or the template is not what it was at the approval
  letter_returned,
  letter_voided,
  office_locked,
};

/// The word in the database, in JSON and in the log.
std::string_view to_text(ReviewCause cause);
/// What the reviewer reads.
std::string_view japanese(ReviewCause cause);
std::optional<ReviewCause> parse_review_cause(std::string_view text);

}  // namespace saihakko
