#include "core/domain/office_number.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLength = 10;
constexpr std::string_view kKindLetters = "ABCDEFGHJKLMNPRSTUVWXYZ";  // without I O Q

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A = 10 … Z = 32, the letters I, O and Q left out of the count.
int value_of(char c) {
  return is_digit(c) ? c - '0' : 10 + static_cast<int>(kKindLetters.find(c));
}

int check_digit(std::string_view body) {
  int sum = 0;
  int weight = 2;
  for (auto c = body.rbegin(); c != body.rend(); ++c) {
    for (int product = value_of(*c) * weight; product > 0; product /= 10)
      sum += product % 10;
    weight = 3 - weight;
  }
  return (10 - sum % 10) % 10;
}

}  // namespace

bool is_prefecture_code(std::string_view text) {
  return text.size() == 2 && is_digit(text[0]) && is_digit(text[1]) && text >= "01" && text <= "47";
}

std::optional<OfficeNumber> OfficeNumber::parse(std::string_view text) {
  std::string folded = fold_width(text);
  if (folded.size() != kLength || !is_prefecture_code(folded.substr(0, 2))) return std::nullopt;
  const bool kind_known =
      is_digit(folded[2]) || kKindLetters.find(folded[2]) != std::string_view::npos;
  if (!kind_known || !std::all_of(folded.begin() + 3, folded.end(), is_digit)) return std::nullopt;
  return OfficeNumber(std::move(folded));
}

bool OfficeNumber::check_digit_fits() const {
  const std::string_view text = text_;
  const int last = value_of(text.back());
  return check_digit(text.substr(0, 9)) == last || check_digit(text.substr(3, 6)) == last;
}

std::string user_id(std::string_view prefix, std::string_view prefecture,
                    const OfficeNumber& office_number) {
  return fmt::format("{}{}{}", prefix, prefecture, office_number.text());
}

}  // namespace saihakko
