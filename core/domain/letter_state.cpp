#include "core/domain/letter_state.hpp"

namespace saihakko {

using enum LetterState;

std::string_view to_text(LetterState state) {
  switch (state) {
    case sealed: return "sealed";
    case collected: return "collected";
    case printed: return "printed";
    case posted: return "posted";
    case used: return "used";
    case lapsed: return "lapsed";
    case spoiled: return "spoiled";
    case returned: return "returned";
    case voided: return "voided";
  }
  return {};
}

std::string_view japanese(LetterState state) {
  switch (state) {
    case sealed: return "作成済";
    case collected: return "受取";
    case printed: return "印刷済";
    case posted: return "投函済";
    case used: return "使用済";
    case lapsed: return "失効";
    case spoiled: return "書損";
    case returned: return "返戻";
    case voided: return "無効";
  }
  return {};
}

std::optional<LetterState> parse_letter_state(std::string_view text) {
  for (const LetterState state : all_letter_states()) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

const std::vector<LetterState>& all_letter_states() {
  static const std::vector<LetterState> states{sealed, collected, printed,  posted, used,
                                               lapsed, spoiled,   returned, voided};
  return states;
}

}  // namespace saihakko
