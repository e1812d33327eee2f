#pragma once

#include <string>

#include "core/secrets/random_source.hpp"

namespace saihakko {

constexpr int kShortestTemporaryPassword = 8;
constexpr int kLongestTemporaryPassword = 16;

/// 仮パスワード: `length` (8–16) ASCII letters and digits, none of which looks like another in
/// print (0 O o, 1 l I), with at least one letter and one digit (the password rule of manual
/// step 11). Every such text is equally likely; ten characters hold 57 bits.
std::string draw_temporary_password(RandomSource& random, int length);

}  // namespace saihakko
