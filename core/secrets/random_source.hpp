#pragma once

#include <cstdint>

namespace saihakko {

/// Where chance comes from; an interface because a test cannot state outcomes of the real one.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// A number in [0, bound), each equally likely.
  virtual std::uint32_t below(std::uint32_t bound) = 0;
};

/// libsodium's generator, seeded by the operating system. For any number of threads.
class SystemRandom : public RandomSource {
 public:
  SystemRandom();
  std::uint32_t below(std::uint32_t bound) override;
};

/// Must have been called before anything else of libsodium; throws when it cannot start.
void start_sodium();

}  // namespace saihakko
