#include "core/mail/addresses_in_text.hpp"

#include <algorithm>
#include <cstddef>

namespace saihakko {
namespace {

constexpr std::size_t kMostAddresses = 16;

bool is_address(std::string_view word) {
  const std::size_t at = word.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < word.size() &&
         word.find('@', at + 1) == std::string_view::npos;
}

}  // namespace

void add_address(std::string_view address, std::vector<std::string>& addresses) {
  if (address.empty() || addresses.size() >= kMostAddresses) return;
  if (std::ranges::find(addresses, address) == addresses.end()) addresses.emplace_back(address);
}

void add_addresses(std::string_view words, std::vector<std::string>& addresses) {
  constexpr std::string_view kAround = " \t\r\n<>()[]{}\"',;:=|*";
  while (!words.empty()) {
    const std::size_t from = words.find_first_not_of(kAround);
    if (from == std::string_view::npos) return;
    words.remove_prefix(from);
    std::string_view word = words.substr(0, words.find_first_of(kAround));
    words.remove_prefix(word.size());
    while (word.ends_with('.'))
      word.remove_suffix(1);
    if (is_address(word)) add_address(word, addresses);
  }
}

}  // namespace saihakko
