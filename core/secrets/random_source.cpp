#include "core/secrets/random_source.hpp"

#include <sodium.h>

#include <stdexcept>

namespace saihakko {

void start_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("乱数を作れません(libsodium)");
}

SystemRandom::SystemRandom() {
  start_sodium();
}

std::uint32_t SystemRandom::below(std::uint32_t bound) {
  return randombytes_uniform(bound);
}

}  // namespace saihakko
