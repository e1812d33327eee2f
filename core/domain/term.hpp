#pragma once

#include <cstdint>

#include "core/domain/instant.hpp"

namespace saihakko {

/// The latest end that something of `length_ms` can have at `now`: its whole length, and a minute
/// by which the clock may have been set back. A later end was written by a clock that ran ahead.
inline Instant latest_end(std::int64_t length_ms, Instant now) {
  return now.plus_ms(length_ms + kMinuteMs);
}

/// Whether what lasts `length_ms` and ends at `ends_at` is on at `now`. What a clock that ran ahead
/// began is over: it would be on until its time has come, and then once more.
inline bool is_on(Instant ends_at, std::int64_t length_ms, Instant now) {
  return now < ends_at && ends_at <= latest_end(length_ms, now);
}

}  // namespace saihakko
