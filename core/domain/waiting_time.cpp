#include "core/domain/waiting_time.hpp"

#include <algorithm>
#include <cassert>

namespace saihakko {

WaitingTime waiting_time(std::vector<std::int64_t> waited_ms) {
  assert(!waited_ms.empty());
  std::sort(waited_ms.begin(), waited_ms.end());
  const std::size_t size = waited_ms.size();
  const std::int64_t upper = waited_ms[size / 2];
  const std::int64_t lower = waited_ms[(size - 1) / 2];
  const std::size_t rank95 = (size * 95 + 99) / 100;  // rounded up, from 1
  return {lower + (upper - lower) / 2, waited_ms[rank95 - 1]};
}

}  // namespace saihakko
