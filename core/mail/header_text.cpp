#include "core/mail/header_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "core/domain/utf8.hpp"
#include "core/mail/base64.hpp"
#include "core/mail/mail_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMaxLine = 78;         // RFC 5322 section 2.1.1
constexpr std::size_t kMaxEncodedLine = 76;  // RFC 2047 section 2, for a line with encoded words
constexpr std::size_t kMaxEncodedWord = 75;
constexpr std::string_view kWordBegin = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";

void require_text(std::string_view header, std::string_view text) {
  if (has_control_character(text)) {
    throw MailError(fmt::format("{}: 制御文字か、UTF-8でない文字があります", header));
  }
}

/// ASCII that no reader takes for an encoded word and that has no space at its borders to lose.
bool may_stay_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
         text.find("=?") == std::string_view::npos && !text.starts_with(' ') &&
         !text.ends_with(' ');
}

/// The longest beginning of at most `max_bytes` (at least 4) that ends at a code point border.
std::string_view whole_characters(std::string_view text, std::size_t max_bytes) {
  std::size_t size = std::min(text.size(), max_bytes);
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
    --size;
  return text.substr(0, size);
}

/// Encoded words, the first behind `column` characters, each further one on its own line.
std::string encoded_words(std::string_view text, std::size_t column) {
  std::string words;
  while (!text.empty()) {
    const std::size_t room = std::min(kMaxEncodedWord, kMaxEncodedLine - column);
    const std::size_t bytes = (room - kWordBegin.size() - kWordEnd.size()) / 4 * 3;
    const std::string_view piece = whole_characters(text, bytes);
    if (!words.empty()) words += "\r\n ";
    words += fmt::format("{}{}{}", kWordBegin, base64(piece), kWordEnd);
    text.remove_prefix(piece.size());
    column = 1;
  }
  return words;
}

bool is_atom_character(char c) {  // RFC 5322 section 3.2.3
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '.' || is_atom_character(c); });
}

bool is_local_part(std::string_view text) {
  constexpr std::size_t kMaxLocalPart = 64;  // RFC 5321 section 4.5.3.1.1
  return !text.empty() && text.size() <= kMaxLocalPart &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; }) &&
         text.find_first_of("\"\\<>@") == std::string_view::npos;
}

bool is_domain(std::string_view text) {
  return is_dot_atom(text) && std::all_of(text.begin(), text.end(), [](char c) {
           return c == '.' || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9');
         });
}

std::string quoted_phrase(std::string_view text) {
  std::string phrase = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') phrase += '\\';
    phrase += c;
  }
  return phrase += '"';
}

std::string phrase(std::string_view text, std::size_t column) {
  if (may_stay_plain(text)) {
    std::string quoted = quoted_phrase(text);
    if (column + quoted.size() <= kMaxLine) return quoted;
  }
  return encoded_words(text, column);
}

}  // namespace

std::string unstructured_header(std::string_view name, std::string_view text) {
  require_text(name, text);
  if (text.empty()) return fmt::format("{}:\r\n", name);
  const std::size_t column = name.size() + 2;
  if (may_stay_plain(text) && column + text.size() <= kMaxLine) {
    return fmt::format("{}: {}\r\n", name, text);
  }
  return fmt::format("{}: {}\r\n", name, encoded_words(text, column));
}

std::string mailbox_header(std::string_view name, std::string_view display_name,
                           std::string_view address) {
  const std::string mailbox = address_for_header(name, address);
  if (display_name.empty()) return fmt::format("{}: {}\r\n", name, mailbox);
  require_text(name, display_name);
  std::string header = fmt::format("{}: {}", name, phrase(display_name, name.size() + 2));
  const std::size_t line_begin = header.rfind('\n') + 1;  // 0 where there is none
  const std::size_t column = header.size() - line_begin;
  const bool fits = column + mailbox.size() + 3 <= kMaxEncodedLine;
  return header += fmt::format("{} <{}>\r\n", fits ? "" : "\r\n", mailbox);
}

std::string address_for_header(std::string_view header, std::string_view address) {
  constexpr std::size_t kMaxAddress = 254;  // RFC 5321 section 4.5.3.1.3, less the brackets
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || address.size() > kMaxAddress ||
      !is_local_part(address.substr(0, at)) || !is_domain(address.substr(at + 1))) {
    throw MailError(fmt::format("{}: メールアドレスとして書けません", header));
  }
  const std::string_view local = address.substr(0, at);
  if (is_dot_atom(local)) return std::string(address);
  return fmt::format("\"{}\"{}", local, address.substr(at));
}

}  // namespace saihakko
