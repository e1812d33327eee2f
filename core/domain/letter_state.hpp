#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace saihakko {

/// Where a printed letter is. Its temporary password can be used from `sealed` to `posted`.
enum class LetterState {
  sealed,
  collected,
  printed,
  posted,
  used,
  lapsed,
  spoiled,
  returned,
  voided,
};

std::string_view to_text(LetterState state);
std::string_view japanese(LetterState state);
std::optional<LetterState> parse_letter_state(std::string_view text);
const std::vector<LetterState>& all_letter_states();

}  // namespace saihakko
