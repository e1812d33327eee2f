#include "core/domain/retry.hpp"

#include <algorithm>

namespace saihakko {

std::int64_t retry_delay_ms(std::int64_t attempts, std::uint32_t chance) {
  constexpr std::int64_t kLongest_ms = 240 * kMinuteMs;
  constexpr std::int64_t kMostDoublings = 8;  // 256 minutes are more than four hours
  constexpr std::int64_t kJitter = 5;         // a fifth
  const std::int64_t doublings = std::clamp<std::int64_t>(attempts - 1, 0, kMostDoublings);
  const std::int64_t delay_ms = std::min(kMinuteMs << doublings, kLongest_ms);
  return delay_ms + delay_ms / kJitter * std::min(chance, kRetryChances) / kRetryChances;
}

}  // namespace saihakko
