#include "core/domain/spreadsheet_damage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kRemedy =
    "表計算ソフトで列の書式を「文字列」にし、元の番号を入れ直して保存してください";

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `1.23457E+11`, `1E+11`, `1,23457E+11`.
bool is_exponent_form(std::string_view text) {
  const std::size_t exponent = text.find('E');
  if (exponent == std::string_view::npos) return false;
  std::string_view mantissa = text.substr(0, exponent);
  std::string_view power = text.substr(exponent + 1);
  if (mantissa.starts_with('-') || mantissa.starts_with('+')) mantissa.remove_prefix(1);
  const bool is_signed = power.starts_with('+') || power.starts_with('-');
  if (is_signed) power.remove_prefix(1);
  const std::size_t point = mantissa.find_first_of(".,");
  const bool has_point = point != std::string_view::npos;
  if (!is_signed && !has_point) return false;
  if (!all_digits(power) || !all_digits(mantissa.substr(0, point))) return false;
  return !has_point || point + 1 == mantissa.size() || all_digits(mantissa.substr(point + 1));
}

/// `1370000018.0`.
bool is_decimal(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || !all_digits(text.substr(0, point))) return false;
  const std::string_view fraction = text.substr(point + 1);
  return all_digits(fraction) && fraction.find_first_not_of('0') == std::string_view::npos;
}

/// `1,370,000,018`.
bool is_grouped(std::string_view text) {
  const std::size_t first = text.find(',');
  if (first == std::string_view::npos || first > 3 || !all_digits(text.substr(0, first))) {
    return false;
  }
  for (text.remove_prefix(first); !text.empty(); text.remove_prefix(4)) {
    if (text.size() < 4 || text[0] != ',' || !all_digits(text.substr(1, 3))) return false;
  }
  return true;
}

}  // namespace

std::string damaged_number(std::string_view text) {
  const std::string folded = fold_width(text);
  if (is_exponent_form(folded)) {
    return fmt::format("表計算ソフトが指数の形にした数値で、元の番号の桁が失われています。{}",
                       kRemedy);
  }
  if (is_decimal(folded) || is_grouped(folded)) {
    return fmt::format("表計算ソフトが数値として書き換えています。{}", kRemedy);
  }
  return {};
}

std::string lost_zeros(std::string_view text, std::size_t digits, std::size_t most_lost) {
  const std::string folded = fold_width(text);
  if (!all_digits(folded) || folded.size() >= digits || folded.size() + most_lost < digits) {
    return {};
  }
  return fmt::format("{}桁の数字で、先頭の0が落ちたようです({}桁のはずです)。{}", folded.size(),
                     digits, kRemedy);
}

}  // namespace saihakko
