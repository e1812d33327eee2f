#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/letter/font_face.hpp"

namespace saihakko {

/// A TrueType file with nothing but the glyphs that a document prints: `glyphs` (numbers of `face`)
/// from number 1 on in this order, repetitions and all, and behind them whatever composite glyphs
/// are made of. Throws LetterError naming the font file when an outline is damaged.
std::string subset_font(const FontFace& face, const std::vector<std::uint16_t>& glyphs);

}  // namespace saihakko
