#include "core/domain/letter_state.hpp"

#include <algorithm>
#include <array>

namespace saihakko {

using enum LetterState;

namespace {

struct Change {
  LetterState from;
  LetterState to;
};

constexpr std::array kProgress{
    Change{sealed, collected},  Change{sealed, printed},    Change{sealed, posted},
    Change{collected, printed}, Change{collected, posted},  Change{printed, posted},
    Change{sealed, spoiled},    Change{collected, spoiled}, Change{printed, spoiled},
};

}  // namespace

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

bool may_change(LetterState from, LetterState to) {
  if (to == used || to == lapsed || to == returned || to == voided) return is_live(from);
  return std::any_of(kProgress.begin(), kProgress.end(), [from, to](const Change& change) {
    return change.from == from && change.to == to;
  });
}

bool is_live(LetterState state) {
  switch (state) {
    case sealed:
    case collected:
    case printed:
    case posted: return true;
    case used:
    case lapsed:
    case spoiled:
    case returned:
    case voided: return false;
  }
  return false;
}

}  // namespace saihakko
