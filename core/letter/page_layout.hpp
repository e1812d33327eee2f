#pragma once

#include <optional>
#include <string_view>

#include "core/letter/bar_code.hpp"
#include "core/letter/font_chain.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/page_field.hpp"

namespace saihakko {

inline constexpr double kPageWidth = points(LetterTemplate::kPageWidth);
inline constexpr double kPageHeight = points(LetterTemplate::kPageHeight);

/// Draws what is the same on every page: rules, fixed words, and texts with nothing but `shared`
/// fields, which are taken from `fields`. Throws LetterError naming the template's file and line
/// when the template's own words cannot be printed or do not fit. Gives back the first field that
/// cannot be printed or does not fit.
std::optional<LetterObstacle> draw_common_part(const LetterTemplate& letter_template,
                                               const FontChain& fonts, const PageFields& fields,
                                               const FieldSet& shared, PageContent& page);

/// Draws the rest of the texts and the Code 128 barcodes; gives back the same.
std::optional<LetterObstacle> draw_own_part(const LetterTemplate& letter_template,
                                            const FontChain& fonts, const PageFields& fields,
                                            const FieldSet& shared, BarcodeEncoder& encoder,
                                            PageContent& page);

/// Throws LetterError naming the template's file and line when fixed words of it cannot be printed.
void require_printable(const LetterTemplate& letter_template, const FontChain& fonts);
/// The same of `words` at a line.
void require_printable(const LetterTemplate& letter_template, int line, const FontChain& fonts,
                       std::u32string_view words);

}  // namespace saihakko
