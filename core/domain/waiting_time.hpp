#pragma once

#include <cstdint>
#include <vector>

namespace saihakko {

/// The middle and the slow end of waiting times.
struct WaitingTime {
  std::int64_t median_ms = 0;    ///< of an even number the mean of the two in the middle
  std::int64_t within95_ms = 0;  ///< the shortest that at least 95 % do not exceed
};

/// `waited_ms` must not be empty; in any order.
WaitingTime waiting_time(std::vector<std::int64_t> waited_ms);

}  // namespace saihakko
