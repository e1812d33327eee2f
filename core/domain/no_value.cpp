#include "core/domain/no_value.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestWord = 60;  // bytes, with brackets around it

/// Whole cells, folded. What databases, spreadsheets and programs write, then what people do.
constexpr std::string_view kWords[] = {"NULL",
                                       "NIL",
                                       "NONE",
                                       "NAN",
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

/// `***`, `0`, `000-0000`, `99-9999-9999`; not `1-1` and not `7`.
bool says_nothing(const std::u32string& text) {
  std::size_t digits = 0;
  std::optional<char32_t> digit;
  for (const char32_t c : text) {
    if (is_digit(c)) {
      if (digit && *digit != c) return false;
      digit = c;
      ++digits;
    } else if (!is_mark(c) && !is_blank(c)) {
      return false;
    }
  }
  return !digit || *digit == U'0' || digits >= 3;
}

/// `(NULL)`, `<不明>`, `［空白］`: the brackets, quotes and stops around a word taken off.
std::u32string_view bare(std::u32string_view text) {
  const auto wraps = [](char32_t c) {
    return c != U'#' && c != U'/' && (is_mark(c) || is_blank(c));
  };
  while (!text.empty() && wraps(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && wraps(text.back()))
    text.remove_suffix(1);
  return text;
}

bool is_error_of_spreadsheet(std::string_view folded) {
  const auto begins = [folded](std::string_view error) { return folded.starts_with(error); };
  return std::any_of(std::begin(kErrors), std::end(kErrors), begins);
}

}  // namespace

bool is_no_value(std::string_view text) {
  const bool may_be_word = text.size() <= kLongestWord;
  const std::string folded = may_be_word ? fold_width(text) : std::string(text);
  const auto decoded = decode_utf8(folded);
  if (!decoded) return false;
  if (says_nothing(*decoded)) return true;
  if (!may_be_word) return false;
  if (is_error_of_spreadsheet(folded)) return true;
  const std::string word = encode_utf8(bare(*decoded));
  return word == "N" ? folded == "\\N"
                     : std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

std::string value_in(std::string_view text) {
  std::string clean = clean_text(text);
  if (is_no_value(clean)) clean.clear();
  return clean;
}

}  // namespace saihakko
