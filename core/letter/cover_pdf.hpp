#pragma once

#include <string>

#include "core/letter/cover_content.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/letter_template.hpp"

namespace saihakko {

struct CoverTemplates {
  LetterTemplate cover;       ///< from LetterTemplate::load_cover()
  LetterTemplate pull_sheet;  ///< from LetterTemplate::load_pull_sheet()
};

/// The bytes of a PDF of A4 pages; the same input gives the same bytes. The first page is the
/// cover; letters to be pulled stand on up to 20 pages behind it, of which the last says how many
/// more stand in stop.csv only. Throws LetterError, naming the batch, when a field is empty,
/// cannot be printed or does not fit, or when the figures contradict each other; naming the
/// template's file and line when its own words do not fit.
std::string render_cover(const CoverTemplates& templates, const FontChain& fonts,
                         const CoverContent& cover);

}  // namespace saihakko
