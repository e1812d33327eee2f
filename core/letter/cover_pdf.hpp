#pragma once

#include <string>

#include "core/letter/cover_content.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/letter_template.hpp"

namespace saihakko {

/// The bytes of a PDF of one A4 page; the same input gives the same bytes. `cover_template` comes
/// from LetterTemplate::load_cover(). Throws LetterError, naming the batch, when a field is empty,
/// cannot be printed or does not fit, or when the figures contradict each other; naming the
/// template's file and line when its own words do not fit.
std::string render_cover(const LetterTemplate& cover_template, const FontChain& fonts,
                         const CoverContent& cover);

}  // namespace saihakko
