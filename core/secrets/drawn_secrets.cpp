#include "core/secrets/drawn_secrets.hpp"

#include <fmt/format.h>

#include <cassert>
#include <iterator>

namespace saihakko {

std::string draw_code(RandomSource& random, int digits) {
  assert(digits >= 1 && digits <= 9);
  std::uint32_t bound = 1;
  for (int i = 0; i < digits; ++i)
    bound *= 10;
  return fmt::format("{:0{}}", random.below(bound), digits);
}

std::string draw_ticket(RandomSource& random) {
  constexpr int kParts = 8;
  constexpr std::uint32_t kPartBound = 0x10000;
  std::string ticket;
  for (int i = 0; i < kParts; ++i) {
    fmt::format_to(std::back_inserter(ticket), "{:04x}", random.below(kPartBound));
  }
  return ticket;
}

}  // namespace saihakko
