#include "core/domain/no_value.hpp"

#include <algorithm>
#include <string>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kLongestWord = 60;  // bytes, with brackets around it

/// Whole cells, folded. What databases, spreadsheets and programs write, then what people do.
constexpr std::string_view kWords[] = {"NULL",
                                       "NIL",
                                       "NONE",
                                       "NAN",
                                       "TRUE",
                                       "FALSE",
                                       "NA",
                                       "N/A",
                                       "#N/A",
                                       "NOT AVAILABLE",
                                       "NO DATA",
                                       "UNDEFINED",
                                       "UNKNOWN",
                                       "TB"
                                       "D",
                                       "TBA",
                                       "EMPTY",
                                       "BLANK",
                                       "XX"
                                       "X",
                                       "DUMMY",
                                       "不明",
                                       "不詳",
                                       "未定",
                                       "未登録",
                                       "未入力",
                                       "未設定",
                                       "未記入",
                                       "未確認",
                                       "未詳",
                                       "未取得",
                                       "なし",
                                       "無し",
                                       "ナシ",
                                       "ﾅｼ",
                                       "無",
                                       "空白",
                                       "空欄",
                                       "該当なし",
                                       "該当無し",
                                       "該当ナシ",
                                       "登録なし",
                                       "登録無し",
                                       "記載なし",
                                       "記載無し",
                                       "情報なし",
                                       "データなし",
                                       "住所不明",
                                       "名称不明",
                                       "連絡先不明",
                                       "住所なし",
                                       "電話なし",
                                       "同上",
                                       "同左",
                                       "省略",
                                       "ダミー",
                                       "非公開",
                                       "非公表",
                                       "後日",
                                       "後日連絡"};

/// The errors of Excel and LibreOffice, in the languages that they are not translated into here.
constexpr std::string_view kErrors[] = {"#N/A",    "#REF",      "#VALUE",   "#DIV/0",   "#NAME",
                                        "#NULL",   "#NUM",      "#SPILL",   "#CALC",    "#FIELD",
                                        "#BUSY",   "#BLOCKED",  "#CONNECT", "#UNKNOWN", "#GETTING",
                                        "#PYTHON", "#EXTERNAL", "#ERROR",   "#TIMEOUT", "ERR:"};

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

/// Punctuation, symbols and marks, of which no name and no address is made.
bool is_mark(char32_t c) {
  if (c < 0x80) {
    return !is_digit(c) && !(c >= U'A' && c <= U'Z') && !(c >= U'a' && c <= U'z');
  }
  return (c >= 0xA1 && c <= 0xBF) || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c <= 0x2027) ||
         (c >= 0x2030 && c <= 0x2BFF) || (c >= 0x3001 && c <= 0x3004) ||
         (c >= 0x3007 && c <= 0x3020) || c == 0x3030 || c == 0x303D || c == 0x30A0 || c == 0x30FB ||
         c == 0x30FC || (c >= 0xFE30 && c <= 0xFE6B) || (c >= 0xFF5F && c <= 0xFF65) ||
         c == 0xFF70 || (c >= 0xFFE0 && c <= 0xFFEE);
}

/// What a text is made of, folded.
struct Shape {
  bool letters = false;    ///< something that is no digit, mark or blank
  bool same_digit = true;  ///< all digits are one
  std::size_t digits = 0;
  char32_t digit = 0;
  char32_t first = 0;  ///< no blank
};

Shape shape_of(std::string_view text) {
  Shape shape;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    i += std::max<std::size_t>(one.length, 1);
    const char32_t c = one.length == 0 ? kReplacement : fold_character(one.c);
    if (is_blank(c) || is_unseen(c)) continue;
    if (shape.first == 0) shape.first = c;
    if (is_digit(c)) {
      shape.same_digit = shape.same_digit && (shape.digits == 0 || shape.digit == c);
      shape.digit = c;
      ++shape.digits;
    } else if (!is_mark(c)) {
      shape.letters = true;
    }
  }
  return shape;
}

/// `***`, `0`, `000-0000`, `99-9999-9999`; not `1-1` and not `7`.
bool says_nothing(const Shape& shape) {
  if (shape.letters || !shape.same_digit) return false;
  return shape.digits == 0 || shape.digit == U'0' || shape.digits >= 3;
}

/// `(NULL)`, `<不明>`, `［空白］`: the brackets, quotes and stops around a word taken off.
std::string_view bare(std::string_view text) {
  const auto wraps = [](char32_t c) {
    return c != U'#' && c != U'/' && (is_mark(c) || is_blank(c));
  };
  std::size_t begin = text.size();
  std::size_t end = text.size();
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    if (one.length == 0) return {};
    if (!wraps(one.c)) {
      begin = std::min(begin, i);
      end = i + one.length;
    }
    i += one.length;
  }
  return text.substr(begin, end - begin);
}

}  // namespace

bool is_spreadsheet_error(std::string_view text) {
  const std::string folded = fold_width(text);
  const auto begins = [&folded](std::string_view error) { return folded.starts_with(error); };
  return std::any_of(std::begin(kErrors), std::end(kErrors), begins);
}

bool is_no_value(std::string_view text) {
  const Shape shape = shape_of(text);
  if (says_nothing(shape)) return true;
  const bool may_be_error = shape.first == U'#' || shape.first == U'E';
  const bool may_be_word = shape.digits == 0;
  if ((!may_be_error && !may_be_word) || text.size() > kLongestWord) return false;
  const std::string folded = fold_width(text);
  if (is_spreadsheet_error(folded)) return true;
  const std::string_view word = bare(folded);
  return word == "N" ? folded == "\\N"
                     : std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

std::string value_in(std::string_view text) {
  std::string clean = clean_text(text);
  if (is_no_value(clean)) clean.clear();
  return clean;
}

}  // namespace saihakko
