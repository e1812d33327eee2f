#pragma once

#include <optional>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/domain/letter_state.hpp"

namespace saihakko {

/// What the print room reports of a letter: 受取, 印刷済, 投函済, 書損, 返戻.
enum class PrintResult { collected, printed, posted, spoiled, returned };

std::string_view to_text(PrintResult result);
std::string_view japanese(PrintResult result);
std::optional<PrintResult> parse_print_result(std::string_view text);
/// From the word in a print-results file.
std::optional<PrintResult> parse_japanese_print_result(std::string_view text);

/// The state of a letter of which nothing but this result is known.
LetterState state_after(PrintResult result);

/// What is known of a letter when a result comes in.
struct LetterStanding {
  LetterState state = LetterState::sealed;
  Instant since;                 ///< when it became so, as the print room dated it if it did
  bool reported_before = false;  ///< this very result has been recorded of it
};

/// What a result does to a letter.
enum class ResultEffect {
  advance,   ///< its state changes
  reprint,   ///< the same page printed again before posting (a jam): counted
  recorded,  ///< of an earlier step, of a letter in use already, or that the paper of a voided
             ///< one is destroyed or back: kept, no state changes
  repeated,  ///< known: nothing changes
  contradiction,
};

/// `at` is what the report says; nullopt when it gives no time, which can then not be earlier than
/// what is known.
ResultEffect effect_of(PrintResult result, std::optional<Instant> at,
                       const LetterStanding& standing);

}  // namespace saihakko
