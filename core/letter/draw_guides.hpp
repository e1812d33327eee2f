#pragma once

#include "core/letter/font_chain.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// Draws over a page what a print room measures by, in blue: rulers in millimetres along the upper
/// and the left edge, where the template has the folds, and the window of the envelope at the four
/// ends of the play that a letter folded in three has in it.
void draw_guides(const LetterTemplate& letter_template, const FontChain& fonts, PageContent& page);

/// Writes 見本 at the upper edge, in blue, so that nobody posts a preview. Throws LetterError when
/// no font has the word.
void draw_specimen_mark(const FontChain& fonts, PageContent& page);

}  // namespace saihakko
