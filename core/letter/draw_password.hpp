#pragma once

#include <optional>
#include <string_view>

#include "core/letter/font_chain.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// Throws LetterError when the fonts lack a character or reading that a password can have.
void require_password_alphabet(const FontChain& fonts);

/// Draws 8–16 letters and digits, cell by cell: 大文字, 小文字 or 数字, the character, its reading
/// (manual step 20). That is also the order in which the text is extracted.
std::optional<LetterObstacle> draw_password(const PasswordElement& element,
                                            std::string_view password, const FontChain& fonts,
                                            PageContent& page);

}  // namespace saihakko
