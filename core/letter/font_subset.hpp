#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/letter/font_face.hpp"

namespace saihakko {

/// A TrueType file with nothing but the glyphs that a document prints.
struct FontSubset {
  std::string bytes;
  /// The glyph numbers of the subset, in the order of the request.
  std::vector<std::uint16_t> glyphs;
};

/// Cuts `glyphs` (numbers of `face`, repetitions allowed) and whatever composite glyphs are made
/// of out of a font. Glyphs are renumbered, so that the file's size follows from what it prints.
/// Throws LetterError naming the font file when an outline is damaged.
FontSubset subset_font(const FontFace& face, const std::vector<std::uint16_t>& glyphs);

}  // namespace saihakko
