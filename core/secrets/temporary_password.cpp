#include "core/secrets/temporary_password.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "core/secrets/wipe.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string draw_temporary_password(RandomSource& random, int length) {
  assert(length >= kShortestTemporaryPassword && length <= kLongestTemporaryPassword);
  std::string password;
  password.reserve(static_cast<std::size_t>(length));
  while (true) {
    for (int i = 0; i < length; ++i) {
      password.push_back(kAlphabet[random.below(static_cast<std::uint32_t>(kAlphabet.size()))]);
    }
    const auto digits = std::count_if(password.begin(), password.end(), is_digit);
    if (digits > 0 && digits < length) return password;
    wipe(password);
  }
}

}  // namespace saihakko
