#pragma once

#include <optional>
#include <string_view>

#include "core/letter/font_chain.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/page_field.hpp"

namespace saihakko {

/// The obstacle that `text` has characters that no font can print; nullopt when it has none.
std::optional<LetterObstacle> unprintable(const FontChain& fonts, std::string_view field,
                                          std::string_view text);
std::optional<LetterObstacle> unprintable(const FontChain& fonts, std::string_view field,
                                          std::u32string_view printed);

/// The obstacle that a field does not fit its box.
LetterObstacle too_long(std::string_view field);

/// Whether a text has no fields but those of `shared`.
bool is_common(const TextElement& element, const FieldSet& shared);

/// Draws a text with the fields in their places; a paragraph whose fields are all empty is left
/// out. The fixed words must be printable. Gives back what keeps a field from being printed; the
/// obstacle's field is empty when a text without fields does not fit.
std::optional<LetterObstacle> draw_text(const TextElement& element, const PageFields& fields,
                                        const FontChain& fonts, PageContent& page);

}  // namespace saihakko
