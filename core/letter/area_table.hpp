#pragma once

#include <vector>

#include "core/letter/cover_content.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// Draws the areas in the order given. Throws LetterError naming the template's file and line when
/// its words cannot be printed or a row does not fit.
void draw_area_table(const LetterTemplate& letter_template, const AreaTableElement& element,
                     const std::vector<PostcodeArea>& areas, const FontChain& fonts,
                     PageContent& page);

}  // namespace saihakko
