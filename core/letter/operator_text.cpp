#include "core/letter/operator_text.hpp"

#include <charconv>

namespace saihakko {

char* OperatorText::put_large_number(char* end, long value) {
  return std::to_chars(end, end + kMostDigits, value).ptr;
}

void OperatorText::hundredths(long value) {
  char* end = room(kMostDigits + 5);
  if (value < 0) *end++ = '-';
  const long magnitude = value < 0 ? -value : value;
  const long fraction = magnitude % 100;
  end = put_number(end, magnitude / 100);
  if (fraction != 0) {
    *end++ = '.';
    end = put_digit(end, fraction / 10);
    if (fraction % 10 != 0) end = put_digit(end, fraction % 10);
  }
  *end++ = ' ';
  end_at(end);
}

}  // namespace saihakko
