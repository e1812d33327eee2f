#pragma once

#include <cstdint>

#include "core/domain/instant.hpp"

namespace saihakko {

/// A mail without a code is tried for so long after it was queued; RFC 5321 section 4.5.4.1 asks
/// for 4 to 5 days.
inline constexpr std::int64_t kRetryPeriod_ms = 5 * kDayMs;

/// How often a mail is sent by itself while its delivery is unknown: each time may put one more
/// copy into the same mailbox.
inline constexpr int kMostUnknownAttempts = 3;

/// Chance is a number in [0, kRetryChances).
inline constexpr std::uint32_t kRetryChances = 1000;

/// How long a mail waits after its `attempts`-th attempt (1, 2, …): a minute, doubled by each
/// further one up to four hours, and up to a fifth more by chance, so that mails which failed
/// together are not tried together again.
std::int64_t retry_delay_ms(std::int64_t attempts, std::uint32_t chance);

}  // namespace saihakko
