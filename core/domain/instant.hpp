#pragma once

#include <compare>
#include <cstdint>

namespace saihakko {

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, as stored in every `*_ms` column.
struct Instant {
  std::int64_t ms = 0;

  auto operator<=>(const Instant&) const = default;
  Instant plus_ms(std::int64_t delta_ms) const { return {ms + delta_ms}; }
};

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;

/// The service's clock: the real one, moved by a fixed offset (`--as-of`). Made once by main and
/// read once for each item; the instant is passed on from there.
class Clock {
 public:
  Clock() = default;
  explicit Clock(Instant as_of) : offset_ms_(as_of.ms - real_now().ms) {}

  Instant now() const { return real_now().plus_ms(offset_ms_); }
  static Instant real_now();
  bool moved() const { return offset_ms_ != 0; }

 private:
  std::int64_t offset_ms_ = 0;
};

}  // namespace saihakko
