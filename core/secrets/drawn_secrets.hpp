#pragma once

#include <string>

#include "core/secrets/random_source.hpp"

namespace saihakko {

/// `digits` (1–9) decimal digits, each text equally likely, leading zeros kept.
std::string draw_code(RandomSource& random, int digits);

/// A ticket of the portal: 128 bits as 32 hexadecimal digits.
std::string draw_ticket(RandomSource& random);

}  // namespace saihakko
