#pragma once

#include <string_view>

#include "core/letter/font_chain.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// How the cells of a table of rows look, and which line of which template says so.
struct CellStyle {
  const LetterTemplate& letter_template;
  int line = 0;
  double rule_width = 0;  // millimetres
  double size = 0;        // points
  double min_size = 0;
};

/// Draws a framed cell with one line of words; the frames of neighbours lie on each other. Throws
/// LetterError naming the template's file and line when the words cannot be printed or do not fit.
void draw_cell(const CellStyle& style, std::u32string_view words, const MmBox& box, Align align,
               const FontChain& fonts, PageContent& page);

}  // namespace saihakko
