#include "core/files/cell_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace saihakko {
namespace {

constexpr double kWholeBelow = 1e15;    // a double has every whole number up to here
constexpr double kLastDay = 2'958'465;  // 9999-12-31
constexpr long kSecondsOfDay = 86'400;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The code without what only adds to the number: texts, blanks as wide as a character, colours,
/// languages, conditions.
std::string bare(std::string_view code) {
  std::string bare;
  for (std::size_t i = 0; i < code.size(); ++i) {
    switch (code[i]) {
      case '"': i = std::min(code.find('"', i + 1), code.size()); break;
      case '[': i = std::min(code.find(']', i + 1), code.size()); break;
      case '\\':
      case '_':
      case '*': ++i; break;
      default: bare += lower(code[i]);
    }
  }
  return bare;
}

/// A blank beside the number, as `0_ `, is no part of what it says.
std::string without_padding(std::string_view code) {
  std::string rest;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '_') {
      ++i;
    } else {
      rest += code[i];
    }
  }
  return rest;
}

/// Fractions of a second (`ss.00`) are the only digits that a date has.
std::string without_fractions(std::string code) {
  for (std::size_t at = code.find("s.0"); at != std::string::npos; at = code.find("s.0"))
    code.erase(at + 1, code.find_first_not_of('0', at + 2) - (at + 1));
  return code;
}

bool is_date(std::string_view code) {
  const std::string all = bare(code);
  const std::string first = without_fractions(all.substr(0, all.find(';')));
  return first.find_first_of("yedh") != std::string::npos &&
         first.find_first_of("0#?%@+") == std::string::npos;
}

std::string plain(double value) {
  if (value == std::trunc(value) && std::abs(value) < kWholeBelow) {
    return fmt::format("{:.0f}", value);
  }
  return fmt::format("{:.15g}", value);
}

/// Days from the end of 1899, where 60 is a day that there never was: 29 February 1900.
std::optional<std::string> date(double value, bool from_1904) {
  if (value < 0 || value > kLastDay) return std::nullopt;
  const auto days = static_cast<long>(value);
  auto seconds = std::lround((value - static_cast<double>(days)) * kSecondsOfDay);
  std::string text;
  if (days > 0 || seconds == 0 || from_1904) {
    if (!from_1904 && (days == 0 || days == 60)) return std::nullopt;
    using std::chrono::sys_days;
    const sys_days first = from_1904   ? sys_days{std::chrono::year(1904) / 1 / 1}
                           : days > 60 ? sys_days{std::chrono::year(1899) / 12 / 30}
                                       : sys_days{std::chrono::year(1899) / 12 / 31};
    const bool next_day = seconds == kSecondsOfDay;  // by rounding
    if (next_day) seconds = 0;
    const std::chrono::year_month_day day(first + std::chrono::days(days + (next_day ? 1 : 0)));
    text = fmt::format("{}/{:02}/{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    if (seconds == 0) return text;
    text += ' ';
  }
  text += fmt::format("{}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) text += fmt::format(":{:02}", seconds % 60);
  return text;
}

}  // namespace

CellFormat CellFormat::built_in(int id) {
  if (id == 0 || id == 49) return {Kind::general, 0};
  if (id == 1) return {Kind::zeros, 1};
  const bool is_day = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                      (id >= 50 && id <= 58);
  return {is_day ? Kind::date : Kind::other, 0};
}

CellFormat CellFormat::coded(std::string_view code) {
  const std::string rest = without_padding(code);
  const std::string word = bare(rest);
  if (word == "general" || rest == "@") return {Kind::general, 0};
  if (!rest.empty() && rest.find_first_not_of('0') == std::string::npos) {
    return {Kind::zeros, static_cast<int>(rest.size())};
  }
  return {is_date(code) ? Kind::date : Kind::other, 0};
}

std::optional<std::string> CellFormat::shown(std::string_view text, bool from_1904) const {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  switch (kind_) {
    case Kind::general: return plain(value);
    case Kind::zeros:
      if (std::abs(value) >= kWholeBelow) return plain(value);
      return fmt::format("{}{:0{}.0f}", value <= -0.5 ? "-" : "", std::abs(std::round(value)),
                         digits_);
    case Kind::date: return date(value, from_1904);
    case Kind::other: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace saihakko
