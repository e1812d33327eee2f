#include "core/files/text_encoding.hpp"

#include <iconv.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

const iconv_t kNoConverter = reinterpret_cast<iconv_t>(-1);  // NOLINT
constexpr std::string_view kFirstPrivateUse = "\uE000";
constexpr std::string_view kLastPrivateUse = "\uF8FF";

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The characters that Windows gives a code of JIS X 0208 to, in the place of those that the JIS
/// tables have there.
std::string_view windows_twin(std::string_view character) {
  if (character == "\u301C") return "\uFF5E";
  if (character == "\u2212") return "\uFF0D";
  if (character == "\u2016") return "\u2225";
  if (character == "\u2014") return "\u2015";
  return character;
}

}  // namespace

bool Utf8Scanner::take(unsigned char byte) {
  if (missing_ > 0) {
    const bool fits = byte >= lowest_ && byte <= highest_;
    lowest_ = 0x80;
    highest_ = 0xBF;
    --missing_;
    return fits;
  }
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) lowest_ = 0xA0;   // overlong
  if (byte == 0xED) highest_ = 0x9F;  // surrogates
  if (byte == 0xF0) lowest_ = 0x90;   // overlong
  if (byte == 0xF4) highest_ = 0x8F;  // above U+10FFFF
  return true;
}

bool Cp932Scanner::take(unsigned char byte) {
  if (after_lead_) {
    after_lead_ = false;
    return byte >= 0x40 && byte <= 0xFC && byte != 0x7F;
  }
  if (byte < 0x80 || (byte >= 0xA1 && byte <= 0xDF)) return true;
  after_lead_ = (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
  return after_lead_;
}

bool is_utf8(std::string_view bytes) {
  Utf8Scanner scanner;
  for (const char c : bytes) {
    if (!scanner.take(static_cast<unsigned char>(c))) return false;
  }
  return scanner.complete();
}

Cp932Decoder::Cp932Decoder() : converter_(::iconv_open("UTF-8", "CP932")) {
  if (converter_ == kNoConverter) {
    throw std::system_error(errno, std::generic_category(), "iconv_open CP932");
  }
}

Cp932Decoder::~Cp932Decoder() {
  ::iconv_close(converter_);
}

std::optional<std::string> Cp932Decoder::decode(std::string_view bytes) {
  if (is_ascii(bytes)) return std::string(bytes);
  ::iconv(converter_, nullptr, nullptr, nullptr, nullptr);
  std::string text(bytes.size() * 3, '\0');    // half-width kana: one byte becomes three
  char* in = const_cast<char*>(bytes.data());  // NOLINT: iconv's signature, it does not write
  char* out = text.data();
  std::size_t in_left = bytes.size();
  std::size_t out_left = text.size();
  if (::iconv(converter_, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
    return std::nullopt;
  }
  text.resize(text.size() - out_left);
  return text;
}

Cp932Encoder::Cp932Encoder() : converter_(::iconv_open("CP932", "UTF-8")) {
  if (converter_ == kNoConverter) {
    throw std::system_error(errno, std::generic_category(), "iconv_open CP932");
  }
}

Cp932Encoder::~Cp932Encoder() {
  ::iconv_close(converter_);
}

/// iconv has one-way codes for some characters (¥ becomes a backslash): only what comes back
/// counts. Gaiji look different on every machine.
std::optional<std::string> Cp932Encoder::encode_one(std::string_view character) {
  if (character >= kFirstPrivateUse && character <= kLastPrivateUse) return std::nullopt;
  ::iconv(converter_, nullptr, nullptr, nullptr, nullptr);
  std::string bytes(4, '\0');
  char* in = const_cast<char*>(character.data());  // NOLINT: iconv's signature, it does not write
  char* out = bytes.data();
  std::size_t in_left = character.size();
  std::size_t out_left = bytes.size();
  if (::iconv(converter_, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
    return std::nullopt;
  }
  bytes.resize(bytes.size() - out_left);
  if (decoder_.decode(bytes) != character) return std::nullopt;
  return bytes;
}

std::string Cp932Encoder::encode(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string bytes;
  const std::u32string codes = decode_utf8(text).value();
  for (const char32_t code : codes) {
    std::string character;
    append_utf8(character, code);
    const auto encoded = encode_one(windows_twin(character));
    bytes += encoded ? *encoded : fmt::format("[{}]", code_point_name(code));
  }
  return bytes;
}

}  // namespace saihakko
