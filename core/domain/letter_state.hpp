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

/// The word in the database, in JSON and on the command line.
std::string_view to_text(LetterState state);
std::string_view japanese(LetterState state);
std::optional<LetterState> parse_letter_state(std::string_view text);
const std::vector<LetterState>& all_letter_states();

/// The one table of allowed changes; only forwards, steps may be left out.
bool may_change(LetterState from, LetterState to);

/// While its temporary password can be used.
bool is_live(LetterState state);

}  // namespace saihakko
