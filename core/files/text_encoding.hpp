#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// What the bytes of a text file are.
enum class TextEncoding { utf8, cp932 };

inline constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

/// True for well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view bytes);

/// Tells byte by byte whether a stream is well-formed UTF-8, so that chunks may end anywhere.
class Utf8Scanner {
 public:
  /// False when `byte` cannot stand here; the scanner must then be made anew.
  bool take(unsigned char byte);
  /// True between two characters.
  bool complete() const { return missing_ == 0; }

 private:
  int missing_ = 0;
  unsigned char lowest_ = 0x80;
  unsigned char highest_ = 0xBF;
};

/// The same for the form of CP932: single bytes and pairs of a lead and a trail byte. Pairs that
/// have no character are not noticed here.
class Cp932Scanner {
 public:
  bool take(unsigned char byte);
  bool complete() const { return !after_lead_; }

 private:
  bool after_lead_ = false;
};

/// Decodes text in CP932 (Windows-31J as Excel writes it). 0x8160 and 0x817C become ～ U+FF5E and
/// － U+FF0D as on Windows, never 〜 U+301C and − U+2212 as in the JIS tables; text that is UTF-8
/// already keeps whichever it has. Gaiji (0xF040–0xF9FC) become U+E000–U+E757, for the reader to
/// refuse.
class Cp932Decoder {
 public:
  /// Throws std::system_error where iconv has no CP932.
  Cp932Decoder();
  ~Cp932Decoder();
  Cp932Decoder(const Cp932Decoder&) = delete;
  Cp932Decoder& operator=(const Cp932Decoder&) = delete;

  /// The text in UTF-8, or nullopt where a byte has no character.
  std::optional<std::string> decode(std::string_view bytes);

 private:
  void* converter_;
};

/// Encodes text in CP932, as Excel in Japan reads a CSV without a BOM.
class Cp932Encoder {
 public:
  /// Throws std::system_error where iconv has no CP932.
  Cp932Encoder();
  ~Cp932Encoder();
  Cp932Encoder(const Cp932Encoder&) = delete;
  Cp932Encoder& operator=(const Cp932Encoder&) = delete;

  /// `text` must be UTF-8. A character that CP932 has only under a twin's code (〜 − ‖ —, for
  /// ～ － ∥ ― of the same look) becomes that twin; one that it has not at all is written out as
  /// `[U+20BB7]`, so that nobody takes the text for whole.
  std::string encode(std::string_view text);

 private:
  std::optional<std::string> encode_one(std::string_view character);

  void* converter_;
  Cp932Decoder decoder_;
};

}  // namespace saihakko
