#include "core/domain/guess_rules.hpp"

#include <algorithm>

namespace saihakko {

std::int64_t guess_delay_ms(const LoginSettings& settings, int wrong) {
  if (wrong < settings.failures) return 0;
  constexpr int kMostDoublings = 20;
  const std::int64_t minutes = std::int64_t{1}
                               << std::min(wrong - settings.failures, kMostDoublings);
  return std::min<std::int64_t>(minutes, settings.lock_minutes) * kMinuteMs;
}

GuessVerdict judge_guess(const LoginSettings& settings, Guesser guesser, int wrong,
                         Instant closed_until, Instant now) {
  // A known client that was wrong so often is none any more.
  if (guesser == Guesser::stranger && wrong >= settings.most_failures) return GuessVerdict::shut;
  return now < closed_until ? GuessVerdict::delayed : GuessVerdict::open;
}

}  // namespace saihakko
