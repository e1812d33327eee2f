#include "core/letter/inserter_mark.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace saihakko {
namespace {

constexpr std::int64_t kLargestSequence = 999'999;
constexpr int kSheets = 1;
constexpr char kLastPage = '1';

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

int value_of(char c) {
  return is_digit(c) ? c - '0' : c - 'A' + 10;
}

/// To stand behind `text`.
char check_digit(std::string_view text) {
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    sum += value_of(text[text.size() - 1 - i]) * (i % 2 == 0 ? 3 : 1);
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::optional<std::string> inserter_code(std::int64_t sequence, std::string_view notice_number) {
  const bool plain = std::all_of(notice_number.begin(), notice_number.end(),
                                 [](char c) { return is_digit(c) || is_capital(c); });
  if (!plain || sequence < 0 || sequence > kLargestSequence) return std::nullopt;
  std::string code = fmt::format("{:06}{:02}{}{}", sequence, kSheets, notice_number, kLastPage);
  code += check_digit(code);
  return code;
}

std::vector<bool> inserter_lines(std::int64_t sequence) {
  std::vector<bool> lines = {true, true, (sequence & 1) != 0, (sequence & 2) != 0,
                             (sequence & 4) != 0};
  lines.push_back(std::count(lines.begin(), lines.end(), true) % 2 != 0);
  return lines;
}

std::string inserter_text(const InserterPlace& place, std::string_view notice_number) {
  switch (place.marks) {
    case InserterMarks::none: return {};
    case InserterMarks::data_matrix:
      return inserter_code(place.sequence, notice_number).value_or("");
    case InserterMarks::omr: return fmt::format("{:06}", place.sequence);
  }
  return {};
}

}  // namespace saihakko
