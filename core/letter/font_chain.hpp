#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/letter/font_face.hpp"

namespace saihakko {

/// The TrueType files that the Debian packages fonts-morisawa-bizud-gothic, fonts-ipaexfont-gothic,
/// fonts-ipamj-mincho and fonts-dejavu-core install, best first: universal design for the password,
/// two that know rarer kanji of names, and one for the signs that ledgers hold in place of a hyphen
/// (U+207B, U+208B).
std::vector<std::filesystem::path> default_font_files();

/// The bold face of the first of default_font_files(), from the same package.
std::filesystem::path default_bold_font_file();

/// Fonts in order of preference: a character is printed with the first one that has it. Characters
/// are those of printed_text.hpp: code points, and base characters with a variation selector.
class FontChain {
 public:
  /// Reads the files' tables; the first font is the one that passwords are printed with, and `bold`
  /// its bold face. Throws LetterError naming the file when it cannot be read, is no TrueType font
  /// with glyf outlines and a format 4 Unicode cmap, or when `fonts` is empty.
  static FontChain load(const std::vector<std::filesystem::path>& fonts,
                        const std::filesystem::path& bold);

  /// The characters that no font of the chain can print, each once, in order of appearance.
  /// Always among them: what lies above U+FFFF and is neither ideograph nor kana, a variation
  /// selector that no font knows behind its character, combining marks, controls and invisible
  /// format characters, scripts that need shaping, private use, and U+FFFD for text that is not
  /// UTF-8. Combining kana voice marks (U+3099, U+309A) are marks like others: the ledger must hold
  /// the composed character.
  std::u32string unprintable(std::string_view utf8) const;
  std::u32string unprintable(std::u32string_view printed) const;

  /// Where a character is found: which font, its glyph there and how wide that is.
  struct Place {
    std::uint16_t face = 0;
    std::uint16_t glyph = 0;
    std::uint16_t width = 0;  // in 1/1000 of the font size
  };
  /// nullopt for what unprintable() would name. A radical sign that no font has is found as the
  /// ideograph that looks like it.
  std::optional<Place> find(char32_t c) const {
    if (c >= places_.size()) return find_rare(c);
    if (places_[c].face == kNoFace) return std::nullopt;
    return places_[c];
  }

  bool prints(char32_t c) const {
    return c < places_.size() ? places_[c].face != kNoFace : find_rare(c).has_value();
  }
  /// Of a character that is printed: its font, and its width in 1/1000 of the font size.
  std::size_t face_of(char32_t c) const {
    return c < places_.size() ? places_[c].face : find_rare(c).value().face;
  }
  unsigned width_of(char32_t c) const {
    return c < places_.size() ? places_[c].width : find_rare(c).value().width;
  }

  /// The same character in the bold face. nullopt where the chain prints it with another font than
  /// the first, or where the bold glyph is missing or not as wide: a text that was fitted with
  /// find() is as long in bold.
  std::optional<Place> find_bold(char32_t c) const;
  /// Where a character is found that the document prints with this face.
  Place place_in(std::size_t face, char32_t c) const;

  /// In the order of the chain, the bold face behind it.
  const std::vector<FontFace>& faces() const { return faces_; }

 private:
  static constexpr std::uint16_t kNoFace = 0xFFFF;

  explicit FontChain(std::vector<FontFace> faces);

  std::size_t bold_face() const { return faces_.size() - 1; }
  std::optional<Place> find_rare(char32_t c) const;
  std::optional<Place> place(std::size_t face, std::uint16_t glyph, char32_t base) const;
  std::optional<Place> place(std::size_t face, char32_t c) const;
  std::optional<Place> first_place(char32_t c) const;

  std::vector<FontFace> faces_;
  std::vector<Place> places_;  // by code point up to U+FFFF; face kNoFace for the unprintable
};

}  // namespace saihakko
