#pragma once

#include <optional>

#include "core/letter/font_chain.hpp"
#include "core/letter/letter_content.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// Points of a length in millimetres.
constexpr double points(double millimetres) {
  return millimetres * 72 / 25.4;
}

/// Draws what is the same on every letter: fixed words, rules, and texts with nothing but `shared`
/// fields, which are taken from `letter`. Throws LetterError naming the template's file and line
/// when the template's own words cannot be printed or do not fit. Gives back what draw_letter()
/// would.
std::optional<LetterObstacle> draw_common_part(const LetterTemplate& letter_template,
                                               const FontChain& fonts, const LetterContent& letter,
                                               const FieldSet& shared, PageContent& page);

/// Draws the rest: what differs from letter to letter; empty fields are passed over. Stops at the
/// first thing that cannot be printed or does not fit, and gives it back.
std::optional<LetterObstacle> draw_letter(const LetterTemplate& letter_template,
                                          const FontChain& fonts, const LetterContent& letter,
                                          const FieldSet& shared, PageContent& page);

}  // namespace saihakko
