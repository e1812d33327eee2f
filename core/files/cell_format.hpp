#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// How a workbook shows the numbers of a cell (ECMA-376 part 1, 18.8.30 and 18.8.31), as far as it
/// changes nothing of what they say.
class CellFormat {
 public:
  /// By the number of a format that needs no code (0 to 163). What 27 to 36 and 50 to 58 show is a
  /// date in each of the languages of Asia.
  static CellFormat built_in(int id);
  /// By a code: `General`, `@`, as many zeros as digits (`0000000000`), or a date.
  static CellFormat coded(std::string_view code);

  /// The number as a person sees it: with its leading zeros, or as `2026/11/29`, `2026/11/29 9:05`,
  /// `9:05`. Digits that General would hide behind an exponent are kept up to fifteen. `text` is
  /// as the workbook has it (`1.5E+3`). nullopt: another format, or no number.
  std::optional<std::string> shown(std::string_view text, bool from_1904) const;

 private:
  enum class Kind { general, zeros, date, other };
  CellFormat(Kind kind, int digits) : kind_(kind), digits_(digits) {}
  Kind kind_;
  int digits_;
};

}  // namespace saihakko
