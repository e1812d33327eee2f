#include "core/domain/serial_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLength = 10;

int check_digit(std::string_view digits) {
  int product = 10;
  for (const char c : digits) {
    int sum = (product + (c - '0')) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  return (11 - product) % 10;
}

}  // namespace

std::string serial_number(char letter, std::int64_t serial) {
  if (serial < 1 || serial > kLastSerial) throw std::out_of_range("番号が尽きました");
  const std::string digits = fmt::format("{:08}", serial);
  return fmt::format("{}{}{}", letter, digits, check_digit(digits));
}

std::int64_t serial_in(std::string_view number) {
  assert(number.size() == kLength);
  std::int64_t serial = 0;
  for (const char c : number.substr(1, 8))
    serial = serial * 10 + (c - '0');
  return serial;
}

std::optional<std::string> parse_serial_number(char letter, std::string_view text) {
  std::string folded = fold_width(text);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '-'; });
  if (folded.size() != kLength || folded[0] != letter) return std::nullopt;
  const std::string_view digits = std::string_view(folded).substr(1);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  if (check_digit(digits.substr(0, 8)) != digits[8] - '0') return std::nullopt;
  return folded;
}

}  // namespace saihakko
