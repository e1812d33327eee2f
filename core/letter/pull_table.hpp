#pragma once

#include <cstddef>
#include <span>

#include "core/letter/cover_content.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// How many rows the table holds below its head.
std::size_t rows_of_pull_table(const PullTableElement& element);

/// Draws at most that many rows in the order given, each with an empty cell for a tick. Throws
/// LetterError naming the template's file and line when its words cannot be printed or a row does
/// not fit.
void draw_pull_table(const LetterTemplate& letter_template, const PullTableElement& element,
                     std::span<const PullRow> rows, const FontChain& fonts, PageContent& page);

}  // namespace saihakko
