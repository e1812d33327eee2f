#include "core/domain/text_folding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/composed_character.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr char32_t kIdeographicSpace = 0x3000;
constexpr char32_t kFullWidthFirst = 0xFF01;
constexpr char32_t kFullWidthLast = 0xFF5E;
constexpr char32_t kFullWidthDistance = 0xFEE0;

bool goes_at_ends(char32_t c) {
  return is_blank(c) || is_unseen(c);
}

bool breaks_line(char32_t c) {
  return (c >= U'\t' && c <= U'\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// Where the code point that ends before `end` begins.
std::size_t begin_of_last(std::string_view text, std::size_t end) {
  constexpr std::size_t kLongest = 4;
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < kLongest &&
         (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
    --begin;
  }
  return begin;
}

/// True for a trimmed text that the eye sees as it is written, as nearly all are, and for one that
/// is no UTF-8.
bool is_clean(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    if (one.length == 0) return true;
    const bool space = one.c == U' ' || one.c == kIdeographicSpace;
    if ((goes_at_ends(one.c) && !space) || may_be_combining(one.c)) return false;
    i += one.length;
  }
  return true;
}

/// The blanks from `i` on as what they become; `i` goes behind them.
void append_blanks(std::u32string& out, const std::u32string& text, std::size_t& i) {
  std::u32string blanks;
  bool broken = false;
  for (; i < text.size() && goes_at_ends(text[i]); ++i) {
    if (is_unseen(text[i])) continue;
    broken = broken || breaks_line(text[i]);
    blanks.push_back(text[i] == kIdeographicSpace ? kIdeographicSpace : U' ');
  }
  out += broken ? U" " : blanks;
}

}  // namespace

bool is_blank(char32_t c) {
  if (c < 0x80) return c == U' ' || (c >= U'\t' && c <= U'\r');
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == kIdeographicSpace;
}

// Default_Ignorable_Code_Point of Unicode without the variation selectors, and the marks of
// interlinear annotation.
bool is_unseen(char32_t c) {
  if (c < 0xAD) return false;
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x17B4 ||
         c == 0x17B5 || (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 ||
         c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

char32_t fold_character(char32_t c) {
  if (c >= kFullWidthFirst && c <= kFullWidthLast) c -= kFullWidthDistance;
  if (c >= U'a' && c <= U'z') c -= U'a' - U'A';
  return is_blank(c) ? U' ' : c;
}

std::string fold_width(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    if (one.length == 0) return std::string(text);
    if (!is_unseen(one.c)) append_utf8(folded, fold_character(one.c));
    i += one.length;
  }
  const std::string_view trimmed = trim(folded);
  return trimmed.size() == folded.size() ? folded : std::string(trimmed);
}

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const std::size_t begin = begin_of_last(text, text.size());
    const CodePoint last = code_point_at(text, begin);
    if (begin + last.length != text.size() || !goes_at_ends(last.c)) break;
    text.remove_suffix(last.length);
  }
  while (!text.empty()) {
    const CodePoint first = code_point_at(text, 0);
    if (first.length == 0 || !goes_at_ends(first.c)) break;
    text.remove_prefix(first.length);
  }
  return text;
}

std::string clean_text(std::string_view text) {
  text = trim(text);
  if (is_clean(text)) return std::string(text);
  const auto decoded = decode_utf8(text);
  if (!decoded) return std::string(text);
  std::u32string clean;
  clean.reserve(decoded->size());
  for (std::size_t i = 0; i < decoded->size();) {
    if (goes_at_ends((*decoded)[i])) {
      append_blanks(clean, *decoded, i);
      continue;
    }
    const char32_t c = (*decoded)[i++];
    const char32_t composed = clean.empty() ? 0 : composed_character(clean.back(), c);
    if (composed != 0) {
      clean.back() = composed;
    } else {
      clean.push_back(c);
    }
  }
  return encode_utf8(clean);
}

std::string visible_text(std::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    const std::string_view bytes = text.substr(i, std::max<std::size_t>(one.length, 1));
    if (one.length == 0) {
      visible += fmt::format("<{:02X}>", static_cast<unsigned char>(bytes.front()));
    } else if (one.c != U'\n' && (is_unseen(one.c) || has_control_character(bytes))) {
      visible += fmt::format("<{}>", code_point_name(one.c));
    } else {
      visible += bytes;
    }
    i += bytes.size();
  }
  return visible;
}

std::string control_character_in(std::string_view text) {
  const auto decoded = decode_utf8(text);
  if (!decoded) return "UTF-8 の文字ではないバイトがあります";
  for (std::size_t i = 0; i < decoded->size(); ++i) {
    const char32_t c = (*decoded)[i];
    if (is_blank(c) || !has_control_character(encode_utf8({&c, 1}))) continue;
    return fmt::format("{}文字目に制御文字 {} があります", i + 1, code_point_name(c));
  }
  return "制御文字があります";
}

}  // namespace saihakko
