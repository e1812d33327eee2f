#include "core/letter/draw_password.hpp"

#include <algorithm>
#include <string>

#include "core/domain/kana_reading.hpp"
#include "core/domain/utf8.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/text_fit.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kShortestPassword = 8;
constexpr std::size_t kLongestPassword = 16;
constexpr int kWidestCells = 8;           // a shorter row does not make the cells wider
constexpr double kReadingMargin = 0.035;  // of the cell's width, on either side

int rounded_up(int dividend, int divisor) {
  return (dividend + divisor - 1) / divisor;
}

/// Where the cells of a password of some length are, in points.
class CellGrid {
 public:
  CellGrid(const PasswordElement& element, std::size_t length)
      : gap_(points(element.gap)),
        rows_(rounded_up(static_cast<int>(length), element.columns)),
        columns_(rounded_up(static_cast<int>(length), rows_)),
        width_((points(element.box.width) + gap_) /
                   std::max(columns_, std::min(kWidestCells, element.columns)) -
               gap_),
        height_((points(element.box.height) + gap_) / element.rows - gap_),
        left_(points(element.box.x)),
        top_(points(element.box.y) +
             (points(element.box.height) - rows_ * (height_ + gap_) + gap_) / 2) {}

  double width() const { return width_; }
  double height() const { return height_; }
  double x(std::size_t cell) const {
    return left_ + static_cast<int>(cell) % columns_ * (width_ + gap_);
  }
  double y(std::size_t cell) const {
    return top_ + static_cast<int>(cell) / columns_ * (height_ + gap_);
  }

 private:
  double gap_;
  int rows_;
  int columns_;
  double width_;
  double height_;
  double left_;
  double top_;
};

}  // namespace

PasswordAlphabet::PasswordAlphabet(const FontChain& fonts) {
  const auto word = [&fonts](std::string_view text) {
    if (!fonts.unprintable(text).empty()) {
      throw LetterError("仮パスワードの文字と読みを印字できるフォントがありません");
    }
    const std::u32string decoded = decode_utf8(text).value();
    return Word{decoded, text_width(fonts, decoded)};
  };
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const char c = static_cast<char>('0' + i);
    const auto reading = kana_reading(c);
    if (!reading) continue;
    cells_[i] = {word(class_label(reading->character_class)), word(std::string_view(&c, 1)),
                 word(reading->kana)};
  }
}

const PasswordAlphabet::Cell* PasswordAlphabet::find(char c) const {
  if (c < '0' || c > 'z') return nullptr;
  const Cell& cell = cells_[static_cast<std::size_t>(c - '0')];
  return cell.character.text.empty() ? nullptr : &cell;
}

void draw_password_frames(const PasswordElement& element, std::size_t length, PageContent& page) {
  const CellGrid grid(element, length);
  for (std::size_t i = 0; i < length; ++i)
    page.frame(grid.x(i), grid.y(i), grid.width(), grid.height(), points(element.rule_width));
}

std::optional<LetterObstacle> draw_password(const PasswordElement& element,
                                            std::string_view password,
                                            const PasswordAlphabet& alphabet, PageContent& page) {
  if (password.size() < kShortestPassword || password.size() > kLongestPassword) {
    return LetterObstacle{"temporary_password", "8文字以上16文字以下ではありません"};
  }
  const CellGrid grid(element, password.size());
  // One size for all readings, which the longest decides.
  double reading_size = element.reading_size;
  for (const char c : password) {
    const auto* cell = alphabet.find(c);
    if (cell == nullptr)
      return LetterObstacle{"temporary_password", "英字と数字のほかの文字があります"};
    reading_size =
        std::min(reading_size, grid.width() * (1 - 2 * kReadingMargin) / cell->reading.width);
  }
  const double margin =
      (grid.height() - element.class_size - element.character_size - element.reading_size) / 4;
  for (std::size_t i = 0; i < password.size(); ++i) {
    const auto centred = [&](const PasswordAlphabet::Word& word, double top, double size) {
      page.text(word.text, grid.x(i) + (grid.width() - word.width * size) / 2, baseline(top, size),
                size, Weight::regular);
    };
    const PasswordAlphabet::Cell& cell = *alphabet.find(password[i]);
    const double class_top = grid.y(i) + margin;
    const double character_top = class_top + element.class_size + margin;
    centred(cell.character_class, class_top, element.class_size);
    centred(cell.character, character_top, element.character_size);
    centred(cell.reading, character_top + element.character_size + margin, reading_size);
  }
  return std::nullopt;
}

}  // namespace saihakko
