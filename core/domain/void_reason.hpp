#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// Why a letter was voided. These are no rows of templates/reasons.csv: those belong to decisions
/// and carry a sentence for the applicant, who is told nothing of a void. The reason also decides
/// what may follow, which a row of a file could not.
enum class VoidReason {
  // Given by a person.
  not_delivered,
  damaged,
  misprinted,
  wrong_hands,
  wrong_addressee,   ///< for void only: the new letter of a reprint goes to the same address
  not_needed,        ///< for void only
  suspected_misuse,  ///< for void only
  other,             ///< needs a note
  // Given by the service.
  superseded,           ///< another application of the account was approved
  superseded_by_reset,  ///< the office has reset its login by itself
  withdrawn,            ///< its application was taken back
  office_locked,
  batch_damaged,  ///< before it was handed over: nobody has seen the letter
};

/// How a person voids a letter: with a new one to follow, or not.
enum class Voiding { reprint, for_good };

/// The word in the database, in JSON and on the command line.
std::string_view to_text(VoidReason reason);
/// What the print room and the union read.
std::string_view japanese(VoidReason reason);
std::optional<VoidReason> parse_void_reason(std::string_view text);
/// From the word of japanese().
std::optional<VoidReason> parse_japanese_void_reason(std::string_view text);
const std::vector<VoidReason>& all_void_reasons();

/// The reasons that a person may give.
std::vector<VoidReason> void_reasons_for(Voiding voiding);
/// The same for a message: `code(label), …`.
std::string void_reason_choices(Voiding voiding);

/// Of the letter of an application that was withdrawn with this reason code.
VoidReason void_reason_of_withdrawal(std::string_view reason_code);

}  // namespace saihakko
