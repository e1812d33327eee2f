#include "core/letter/font_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/domain/utf8.hpp"
#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kMaxFaces = 16;

struct Range {
  char32_t first;
  char32_t last;
};

// What no chain prints, whatever its fonts say: controls, invisible format characters, marks that
// would have to be placed on another character, scripts that are written from the right or need
// shaping, private use (its meaning differs by machine), variation selectors, and every space but
// the two that a ledger means: readers of a PDF drop or change the others.
constexpr std::array kNeverPrinted = {
    Range{0x0000, 0x001F}, Range{0x007F, 0x00A0}, Range{0x00AD, 0x00AD}, Range{0x0300, 0x036F},
    Range{0x0483, 0x0489}, Range{0x0590, 0x109F}, Range{0x1100, 0x11FF}, Range{0x135D, 0x135F},
    Range{0x1680, 0x18AF}, Range{0x1900, 0x1CFF}, Range{0x1DC0, 0x1DFF}, Range{0x2000, 0x200F},
    Range{0x2028, 0x202F}, Range{0x205F, 0x206F}, Range{0x20D0, 0x20FF}, Range{0x302A, 0x302F},
    Range{0x3099, 0x309A}, Range{0xA66F, 0xA67D}, Range{0xA800, 0xABFF}, Range{0xD7B0, 0xF8FF},
    Range{0xFB1D, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFE70, 0xFEFF}, Range{0xFFF0, 0xFFFF}};

bool never_printed(char32_t c) {
  if (c > 0xFFFF) return true;
  const auto at = std::find_if(kNeverPrinted.begin(), kNeverPrinted.end(),
                               [c](const Range& range) { return c <= range.last; });
  return at != kNeverPrinted.end() && c >= at->first;
}

bool is_space(char32_t c) {
  return c == U' ' || c == U'\u3000';
}

}  // namespace

std::vector<std::filesystem::path> default_font_files() {
  return {"/usr/share/fonts/truetype/bizud-gothic/BIZUDGothic-Regular.ttf",
          "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
          "/usr/share/fonts/truetype/ipamj/ipamjm.ttf",
          "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"};
}

FontChain FontChain::load(const std::vector<std::filesystem::path>& fonts) {
  if (fonts.empty() || fonts.size() > kMaxFaces) {
    throw LetterError(
        fmt::format("通知書のフォントは1個以上{}個以下を指定してください", kMaxFaces));
  }
  std::vector<FontFace> faces;
  for (const auto& file : fonts)
    faces.push_back(FontFace::load(file));
  return FontChain(std::move(faces));
}

FontChain::FontChain(std::vector<FontFace> faces) : faces_(std::move(faces)) {
  places_.assign(0x10000, Place{kNoFace, 0});
  for (char32_t c = 0; c < places_.size(); ++c) {
    if (never_printed(c)) continue;
    for (std::size_t face = 0; face < faces_.size(); ++face) {
      const std::uint16_t glyph = faces_[face].glyph(static_cast<char16_t>(c));
      // A glyph without an outline prints nothing: as good as missing, unless it is a space.
      if (glyph == 0 || (faces_[face].outline(glyph).empty() && !is_space(c))) continue;
      places_[c] = {static_cast<std::uint16_t>(face),
                    static_cast<std::uint16_t>(faces_[face].width(glyph))};
      break;
    }
  }
}

std::u32string FontChain::unprintable(std::string_view utf8) const {
  const auto text = decode_utf8(utf8);
  if (!text) return {kReplacement};
  std::u32string missing;
  for (const char32_t c : *text) {
    if (!find(c) && missing.find(c) == std::u32string::npos) missing.push_back(c);
  }
  return missing;
}

}  // namespace saihakko
