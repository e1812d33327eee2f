#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace saihakko {

/// The text of drawing operators in the making: many short pieces, each of which is written in
/// place. A page has about a thousand.
class OperatorText {
 public:
  std::string_view view() const { return {bytes_.data(), size_}; }
  void clear() { size_ = 0; }

  OperatorText& operator+=(std::string_view words) {
    std::memcpy(room(words.size()), words.data(), words.size());
    size_ += words.size();
    return *this;
  }

  /// A number of hundredths, written as a decimal number, and a space.
  void hundredths(long value);

  /// Four numbers that are not negative, each with a space behind it.
  void numbers(int a, int b, int c, int d) {
    char* end = room(4 * (kMostDigits + 1));
    for (const int value : {a, b, c, d}) {
      end = put_number(end, value);
      *end++ = ' ';
    }
    end_at(end);
  }

  /// Two bytes of a string (ISO 32000-1, 7.3.4.2), escaped where they must be.
  void character(char16_t code) {
    end_at(put_escaped(put_escaped(room(4), code >> 8U), code & 0xFFU));
  }

 private:
  static constexpr std::size_t kMostDigits = 20;

  /// The place where `most` bytes may be written; end_at() tells where they ended.
  char* room(std::size_t most) {
    if (bytes_.size() - size_ < most) bytes_.resize(2 * bytes_.size() + most);
    return bytes_.data() + size_;
  }
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.data()); }

  static char* put_digit(char* end, long digit) {
    *end = static_cast<char>('0' + digit);
    return end + 1;
  }

  /// Nearly all numbers have one to three digits.
  static char* put_number(char* end, long value) {
    if (value > 999) return put_large_number(end, value);
    if (value > 99) end = put_digit(end, value / 100);
    if (value > 9) end = put_digit(end, value / 10 % 10);
    return put_digit(end, value % 10);
  }
  static char* put_large_number(char* end, long value);

  static char* put_escaped(char* end, unsigned byte) {
    const auto c = static_cast<char>(byte);
    // A bare CR in a string would be read as LF.
    const bool carriage_return = c == '\r';
    if (carriage_return || c == '(' || c == ')' || c == '\\') *end++ = '\\';
    *end++ = carriage_return ? 'r' : c;
    return end;
  }

  std::vector<char> bytes_;
  std::size_t size_ = 0;
};

}  // namespace saihakko
