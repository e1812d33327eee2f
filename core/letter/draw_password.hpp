#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/letter/font_chain.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"

namespace saihakko {

/// The letters and digits that a password can have, each with what stands above and below it,
/// ready to be drawn.
class PasswordAlphabet {
 public:
  /// Throws LetterError when the fonts lack a character or reading.
  explicit PasswordAlphabet(const FontChain& fonts);

  /// A text with its width at size 1.
  struct Word {
    std::u32string text;
    double width = 0;
  };
  struct Cell {
    Word character_class;
    Word character;
    Word reading;
  };
  /// nullptr for what is neither letter nor digit.
  const Cell* find(char c) const;

 private:
  std::array<Cell, 'z' - '0' + 1> cells_;  // from '0' on; without a character where there is none
};

/// Draws the frames around the characters of a password of this length, which is not 0.
void draw_password_frames(const PasswordElement& element, std::size_t length, PageContent& page);

/// Draws 8–16 letters and digits, each to stand in its frame: 大文字, 小文字 or 数字, the
/// character, its reading (manual step 20). That is also the order in which the text is extracted.
std::optional<LetterObstacle> draw_password(const PasswordElement& element,
                                            std::string_view password,
                                            const PasswordAlphabet& alphabet, PageContent& page);

}  // namespace saihakko
