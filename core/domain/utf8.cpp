#include "core/domain/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace saihakko {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool continuation(std::string_view text, std::size_t i) {
  return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t c = lead & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    if (!continuation(text, i + k)) return {};
    c = (c << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
  }
  const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (overlong || surrogate || c > 0x10FFFF) return {};
  return {c, length};
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text)
    count += (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U ? 0 : 1;
  return count;
}

std::optional<std::u32string> decode_utf8(std::string_view text) {
  std::u32string out(text.size(), U'\0');
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    if (one.length == 0) return std::nullopt;
    out[size++] = one.c;
    i += one.length;
  }
  out.resize(size);
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  assert(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
  const auto byte = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0U | (c >> 6U));
    byte(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0U | (c >> 12U));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  } else {
    byte(0xF0U | (c >> 18U));
    byte(0x80U | ((c >> 12U) & 0x3FU));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  }
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (const char32_t c : text)
    append_utf8(out, c);
  return out;
}

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    if (one.length == 0 || is_control(one.c)) return true;
    i += one.length;
  }
  return false;
}

std::string without_control_characters(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint one = code_point_at(text, i);
    append_utf8(out, one.length == 0 || is_control(one.c) ? kReplacement : one.c);
    i += std::max<std::size_t>(one.length, 1);
  }
  return out;
}

std::string code_point_name(char32_t c) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(c));
}

std::vector<std::string_view> split_utf8(std::string_view text, std::size_t max_bytes) {
  assert(max_bytes >= 4);
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    std::size_t length = std::min(max_bytes, text.size());
    while (length > 0 && continuation(text, length))
      --length;
    if (length == 0) length = std::min(max_bytes, text.size());
    pieces.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return pieces;
}

}  // namespace saihakko
