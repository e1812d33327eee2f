#include "core/letter/font_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/domain/radical.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/printed_text.hpp"

namespace saihakko {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kMaxFaces = 16;
constexpr char32_t kCommonCodePoints = 0x10000;

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

/// Above U+FFFF the other way round, as a name is written with ideographs and kana alone.
constexpr Range kRareKana = {0x1B000, 0x1B16F};
constexpr Range kRareIdeographs = {0x20000, 0x3FFFF};

bool is_in(const Range& range, char32_t c) {
  return c >= range.first && c <= range.last;
}

bool never_printed(char32_t c) {
  if (c >= kCommonCodePoints) return !is_in(kRareKana, c) && !is_in(kRareIdeographs, c);
  const auto at = std::find_if(kNeverPrinted.begin(), kNeverPrinted.end(),
                               [c](const Range& range) { return c <= range.last; });
  return at != kNeverPrinted.end() && is_in(*at, c);
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

std::filesystem::path default_bold_font_file() {
  return "/usr/share/fonts/truetype/bizud-gothic/BIZUDGothic-Bold.ttf";
}

FontChain FontChain::load(const std::vector<std::filesystem::path>& fonts,
                          const std::filesystem::path& bold) {
  if (fonts.empty() || fonts.size() > kMaxFaces) {
    throw LetterError(
        fmt::format("通知書のフォントは1個以上{}個以下を指定してください", kMaxFaces));
  }
  std::vector<FontFace> faces;
  for (const auto& file : fonts)
    faces.push_back(FontFace::load(file));
  faces.push_back(FontFace::load(bold));
  return FontChain(std::move(faces));
}

FontChain::FontChain(std::vector<FontFace> faces) : faces_(std::move(faces)) {
  places_.assign(kCommonCodePoints, Place{kNoFace, 0, 0});
  for (char32_t c = 0; c < places_.size(); ++c) {
    if (never_printed(c)) continue;
    auto found = first_place(c);
    const char32_t ideograph = ideograph_of_radical(c);
    if (!found && ideograph != 0) found = first_place(ideograph);
    if (found) places_[c] = *found;
  }
}

/// A glyph without an outline prints nothing: as good as missing, unless it is a space.
std::optional<FontChain::Place> FontChain::place(std::size_t face, std::uint16_t glyph,
                                                 char32_t base) const {
  const FontFace& font = faces_[face];
  if (glyph == 0 || (font.outline(glyph).empty() && !is_space(base))) return std::nullopt;
  return Place{static_cast<std::uint16_t>(face), glyph,
               static_cast<std::uint16_t>(font.width(glyph))};
}

std::optional<FontChain::Place> FontChain::place(std::size_t face, char32_t c) const {
  const PrintedParts parts = printed_parts(c);
  const FontFace& font = faces_[face];
  return place(
      face, parts.selector == 0 ? font.glyph(parts.base) : font.glyph(parts.base, parts.selector),
      parts.base);
}

std::optional<FontChain::Place> FontChain::first_place(char32_t c) const {
  for (std::size_t face = 0; face < bold_face(); ++face) {
    if (const auto found = place(face, c)) return found;
  }
  return std::nullopt;
}

std::optional<FontChain::Place> FontChain::find_bold(char32_t c) const {
  const auto regular = find(c);
  if (!regular || regular->face != 0) return std::nullopt;
  auto bold = place(bold_face(), c);
  const char32_t ideograph = ideograph_of_radical(c);
  if (!bold && ideograph != 0) bold = place(bold_face(), ideograph);
  if (bold && bold->width != regular->width) return std::nullopt;
  return bold;
}

FontChain::Place FontChain::place_in(std::size_t face, char32_t c) const {
  return face == bold_face() ? find_bold(c).value() : find(c).value();
}

std::optional<FontChain::Place> FontChain::find_rare(char32_t c) const {
  if (never_printed(printed_parts(c).base)) return std::nullopt;
  return first_place(c);
}

std::u32string FontChain::unprintable(std::string_view utf8) const {
  const auto text = printed_text(utf8);
  if (!text) return {kReplacement};
  return unprintable(*text);
}

std::u32string FontChain::unprintable(std::u32string_view printed) const {
  std::u32string missing;
  for (const char32_t c : printed) {
    if (!prints(c) && missing.find(c) == std::u32string::npos) missing.push_back(c);
  }
  return missing;
}

}  // namespace saihakko
