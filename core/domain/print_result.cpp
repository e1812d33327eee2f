#include "core/domain/print_result.hpp"

namespace saihakko {
namespace {

constexpr PrintResult kAll[] = {PrintResult::collected, PrintResult::printed, PrintResult::posted,
                                PrintResult::spoiled, PrintResult::returned};

/// What becomes of the paper of a voided or lapsed letter: pulled and destroyed, or come back by
/// post.
bool is_end_of_paper(PrintResult result) {
  return result == PrintResult::spoiled || result == PrintResult::returned;
}

}  // namespace

std::string_view to_text(PrintResult result) {
  return to_text(state_after(result));
}

std::string_view japanese(PrintResult result) {
  return japanese(state_after(result));
}

std::optional<PrintResult> parse_print_result(std::string_view text) {
  for (const PrintResult result : kAll) {
    if (text == to_text(result)) return result;
  }
  return std::nullopt;
}

std::optional<PrintResult> parse_japanese_print_result(std::string_view text) {
  for (const PrintResult result : kAll) {
    if (text == japanese(result)) return result;
  }
  return std::nullopt;
}

LetterState state_after(PrintResult result) {
  switch (result) {
    case PrintResult::collected: return LetterState::collected;
    case PrintResult::printed: return LetterState::printed;
    case PrintResult::posted: return LetterState::posted;
    case PrintResult::spoiled: return LetterState::spoiled;
    case PrintResult::returned: return LetterState::returned;
  }
  return LetterState::sealed;
}

ResultEffect effect_of(PrintResult result, std::optional<Instant> at,
                       const LetterStanding& standing) {
  const LetterState to = state_after(result);
  if (may_change(standing.state, to)) return ResultEffect::advance;
  if (standing.state == to) {
    return result == PrintResult::printed ? ResultEffect::reprint : ResultEffect::repeated;
  }
  const bool dead = standing.state == LetterState::voided || standing.state == LetterState::lapsed;
  if (dead && is_end_of_paper(result)) {
    return standing.reported_before ? ResultEffect::repeated : ResultEffect::recorded;
  }
  // A new scan of a letter that came back: it was posted again, which must not be.
  if (standing.state == LetterState::returned && result == PrintResult::posted && !at) {
    return ResultEffect::contradiction;
  }
  // A report that a voided letter went on is a contradiction, whatever its time.
  const bool earlier_step = standing.state != LetterState::voided && may_change(to, standing.state);
  const bool fits =
      earlier_step && (standing.state == LetterState::used || (at && *at <= standing.since));
  if (standing.reported_before && (fits || !at)) return ResultEffect::repeated;
  return fits ? ResultEffect::recorded : ResultEffect::contradiction;
}

}  // namespace saihakko
