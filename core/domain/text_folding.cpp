#include "core/domain/text_folding.hpp"

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";
constexpr char32_t kFullWidthFirst = 0xFF01;
constexpr char32_t kFullWidthLast = 0xFF5E;
constexpr char32_t kFullWidthDistance = 0xFEE0;

char32_t fold(char32_t c) {
  if (c >= kFullWidthFirst && c <= kFullWidthLast) c -= kFullWidthDistance;
  if (c == 0x3000) c = U' ';
  if (c >= U'a' && c <= U'z') c -= U'a' - U'A';
  return c;
}

bool take_space_front(std::string_view& text) {
  if (text.starts_with(kIdeographicSpace)) {
    text.remove_prefix(kIdeographicSpace.size());
    return true;
  }
  if (text.empty() || (text.front() != ' ' && text.front() != '\t')) return false;
  text.remove_prefix(1);
  return true;
}

bool take_space_back(std::string_view& text) {
  if (text.ends_with(kIdeographicSpace)) {
    text.remove_suffix(kIdeographicSpace.size());
    return true;
  }
  if (text.empty() || (text.back() != ' ' && text.back() != '\t')) return false;
  text.remove_suffix(1);
  return true;
}

}  // namespace

std::string fold_width(std::string_view text) {
  const auto decoded = decode_utf8(text);
  if (!decoded) return std::string(text);
  std::u32string folded;
  folded.reserve(decoded->size());
  for (const char32_t c : *decoded)
    folded.push_back(fold(c));
  return std::string(trim(encode_utf8(folded)));
}

std::string_view trim(std::string_view text) {
  while (take_space_front(text)) {
  }
  while (take_space_back(text)) {
  }
  return text;
}

}  // namespace saihakko
