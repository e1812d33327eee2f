#include "core/letter/printed_text.hpp"

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr unsigned kBaseBits = 21;  // as many as a code point has
constexpr char32_t kBaseMask = (1U << kBaseBits) - 1;
constexpr char32_t kFirstSelector = 0xFE00;
constexpr char32_t kLastSelector = 0xFE0F;
constexpr char32_t kFirstSupplement = 0xE0100;
constexpr char32_t kLastSupplement = 0xE01EF;
constexpr char32_t kSelectors = kLastSelector - kFirstSelector + 1;

/// Counted from 1, the supplement behind the others.
char32_t number_of(char32_t selector) {
  if (selector <= kLastSelector) return selector - kFirstSelector + 1;
  return selector - kFirstSupplement + kSelectors + 1;
}

char32_t selector_of(char32_t number) {
  if (number == 0) return 0;
  if (number <= kSelectors) return kFirstSelector + number - 1;
  return kFirstSupplement + number - kSelectors - 1;
}

}  // namespace

std::optional<std::u32string> printed_text(std::string_view utf8) {
  auto text = decode_utf8(utf8);
  if (!text) return std::nullopt;
  std::size_t size = 0;
  for (const char32_t c : *text) {
    const bool joins = is_variation_selector(c) && size > 0 && (*text)[size - 1] <= kBaseMask &&
                       !is_variation_selector((*text)[size - 1]);
    if (joins) {
      (*text)[size - 1] |= number_of(c) << kBaseBits;
    } else {
      (*text)[size++] = c;
    }
  }
  text->resize(size);
  return text;
}

bool is_variation_selector(char32_t c) {
  return (c >= kFirstSelector && c <= kLastSelector) ||
         (c >= kFirstSupplement && c <= kLastSupplement);
}

PrintedParts printed_parts(char32_t printed) {
  return {printed & kBaseMask, selector_of(printed >> kBaseBits)};
}

std::string printed_utf8(char32_t printed) {
  const PrintedParts parts = printed_parts(printed);
  std::string text;
  append_utf8(text, parts.base);
  if (parts.selector != 0) append_utf8(text, parts.selector);
  return text;
}

std::string printed_name(char32_t printed) {
  const PrintedParts parts = printed_parts(printed);
  std::string name = code_point_name(parts.base);
  if (parts.selector != 0) name += ' ' + code_point_name(parts.selector);
  return name;
}

}  // namespace saihakko
