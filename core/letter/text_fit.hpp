#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/letter/font_chain.hpp"

namespace saihakko {

/// How a text may be fitted into a box. Lengths and sizes in points.
struct FitRules {
  double width = 0;
  double height = 0;
  double size = 0;         // wanted
  double shrink_to = 0;    // to keep every paragraph on one line, before anything is wrapped
  double min_size = 0;     // never smaller, wrapped or not
  double line_height = 1;  // from line to line, in units of the size
  double hanging = 0;      // indent of a paragraph's second and later lines, in units of the size
  double gap = 0;          // between paragraphs
  std::size_t max_lines = SIZE_MAX;
};

struct FittedLine {
  std::u32string text;
  double x = 0;      // from the left edge of the box
  double y = 0;      // top of the line's em box, from the top of the first line
  double width = 0;  // printed width; spaces at the end do not count
};

struct FittedText {
  double size = 0;
  double height = 0;
  std::vector<FittedLine> lines;
};

/// Width of a text at size 1; texts here are those of printed_text.hpp, and every
/// character must be printable.
double text_width(const FontChain& fonts, std::u32string_view text);

/// Fits paragraphs into a box, at the largest size for which one of these works, in this order:
/// every paragraph on a line of its own, down to `shrink_to`; lines broken at spaces alone, down to
/// `shrink_to`; lines broken anywhere, down to `min_size`. Anywhere means: preferably after a space
/// near the end of the line; never before closing marks, small kana or a long vowel, never after
/// an opening bracket, and not inside a number or a Latin word as long as that leaves half a line
/// (JIS X 4051, reduced to what an address needs). The lines of a paragraph joined together are
/// the paragraph. nullopt when nothing works. Every character must be printable.
std::optional<FittedText> fit_text(const FontChain& fonts, std::vector<std::u32string> paragraphs,
                                   const FitRules& rules);

}  // namespace saihakko
