#include "core/mail/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include "core/mail/mail_text.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kJapaneseEscape = "\x1b$";

/// The name that iconv has for a charset; empty for one that is not converted.
const char* converter_name(std::string_view charset) {
  constexpr std::array<std::pair<std::string_view, const char*>, 10> kNames{
      {{"iso-2022-jp", "ISO-2022-JP"},
       {"shift_jis", "CP932"},
       {"shift-jis", "CP932"},
       {"x-sjis", "CP932"},
       {"windows-31j", "CP932"},
       {"cp932", "CP932"},
       {"euc-jp", "EUC-JP-MS"},
       {"x-euc-jp", "EUC-JP-MS"},
       {"iso-2022-jp-1", "ISO-2022-JP-2"},
       {"iso-2022-jp-2", "ISO-2022-JP-2"}}};
  const auto found =
      std::ranges::find(kNames, charset, [](const auto& name) { return name.first; });
  return found == kNames.end() ? nullptr : found->second;
}

class Converter {
 public:
  explicit Converter(const char* charset) : converter_(::iconv_open("UTF-8", charset)) {
    if (converter_ == reinterpret_cast<iconv_t>(-1)) {  // NOLINT: iconv's sign of failure
      throw std::system_error(errno, std::generic_category(), charset);
    }
  }
  ~Converter() { ::iconv_close(converter_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::string convert(std::string_view bytes) {
    std::string text(bytes.size() * 3 + 4, '\0');  // half-width kana: one byte becomes three
    char* in = const_cast<char*>(bytes.data());    // NOLINT: iconv's signature, it does not write
    char* out = text.data();
    std::size_t in_left = bytes.size();
    std::size_t out_left = text.size();
    while (in_left > 0 && ::iconv(converter_, &in, &in_left, &out, &out_left) == kFailed) {
      if (errno != EILSEQ || in_left == 0) break;  // cut within a character, or no room
      ++in;
      --in_left;
    }
    text.resize(text.size() - out_left);
    return text;
  }

 private:
  static constexpr auto kFailed = static_cast<std::size_t>(-1);
  iconv_t converter_;
};

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  const bool escapes = bytes.find(kJapaneseEscape) != std::string_view::npos;
  const char* name = converter_name(escapes ? "iso-2022-jp" : charset);
  return name == nullptr ? std::string(bytes) : Converter(name).convert(bytes);
}

/// `=?charset?B?text?=` at the start of the value: its text, and how long it was; else nothing.
std::pair<std::string, std::size_t> word_at(std::string_view value) {
  const std::size_t charset_end = value.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= value.size()) return {};
  const std::size_t text_begin = charset_end + 3;
  if (value[charset_end + 2] != '?') return {};
  const std::size_t end = value.find("?=", text_begin);
  if (end == std::string_view::npos) return {};
  const std::string_view text = value.substr(text_begin, end - text_begin);
  const bool base64 = value[charset_end + 1] == 'B' || value[charset_end + 1] == 'b';
  std::string quoted(text);
  std::ranges::replace(quoted, '_', ' ');
  const std::string bytes = base64 ? undo_transfer_encoding(text, "base64")
                                   : undo_transfer_encoding(quoted, "quoted-printable");
  return {to_utf8(bytes, lower_case(value.substr(2, charset_end - 2))), end + 2};
}

}  // namespace

std::string utf8_text(const MimePart& part) {
  return to_utf8(part.content, lower_case(part.charset));
}

std::string decoded_words(std::string_view value) {
  std::string out;
  bool after_word = false;
  while (!value.empty()) {
    auto [text, size] =
        value.starts_with("=?") ? word_at(value) : std::pair<std::string, std::size_t>();
    if (size > 0) {
      out += text;
      value.remove_prefix(size);
      after_word = true;
      continue;
    }
    // White space between two encoded words is none of the text (RFC 2047 section 6.2).
    const std::size_t next = value.find_first_not_of(" \t\r\n");
    if (after_word && next != std::string_view::npos && next > 0 &&
        value.substr(next).starts_with("=?")) {
      value.remove_prefix(next);
    } else {
      out += value.front();
      value.remove_prefix(1);
    }
    after_word = false;
  }
  return out;
}

}  // namespace saihakko
