#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// A two-digit prefecture code `01`–`47` (JIS X 0401), which also names the union.
bool is_prefecture_code(std::string_view text);

/// 事業所番号: prefecture (2), kind (1: a digit or a letter, never I O Q), 7 digits.
class OfficeNumber {
 public:
  /// Full-width and lower-case input is folded. nullopt for what is not shaped like a number.
  static std::optional<OfficeNumber> parse(std::string_view text);

  const std::string& text() const { return text_; }
  std::string prefecture() const { return text_.substr(0, 2); }

  /// True when the last character fits one of the two rules in the wild: modulus 10 over all nine
  /// others, or over characters 4–9. A number that fits neither deserves a warning and nothing
  /// more: the ledger decides which numbers exist.
  bool check_digit_fits() const;

  auto operator<=>(const OfficeNumber&) const = default;

 private:
  explicit OfficeNumber(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// ユーザID: the prefix (a setting, `KJ`), the prefecture of the union that issued it, the office
/// number, e.g. `KJ131311111111`.
std::string user_id(std::string_view prefix, std::string_view prefecture,
                    const OfficeNumber& office_number);

}  // namespace saihakko
