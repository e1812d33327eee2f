#include "core/letter/draw_password.hpp"

#include <algorithm>
#include <string>
#include <vector>

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

/// One character with what stands above and below it.
struct PasswordCell {
  std::u32string character_class;
  std::u32string character;
  std::u32string reading;
};

std::optional<std::vector<PasswordCell>> cells_of(std::string_view password) {
  std::vector<PasswordCell> cells;
  for (const char c : password) {
    const auto reading = kana_reading(c);
    if (!reading) return std::nullopt;
    cells.push_back({decode_utf8(class_label(reading->character_class)).value(),
                     std::u32string(1, static_cast<char32_t>(c)),
                     decode_utf8(reading->kana).value()});
  }
  return cells;
}

int rounded_up(int dividend, int divisor) {
  return (dividend + divisor - 1) / divisor;
}

class PasswordDrawer {
 public:
  PasswordDrawer(const PasswordElement& element, const std::vector<PasswordCell>& cells,
                 const FontChain& fonts, PageContent& page)
      : element_(element),
        cells_(cells),
        fonts_(fonts),
        page_(page),
        gap_(points(element.gap)),
        rows_(rounded_up(static_cast<int>(cells.size()), element.columns)),
        columns_(rounded_up(static_cast<int>(cells.size()), rows_)),
        cell_width_((points(element.box.width) + gap_) /
                        std::max(columns_, std::min(kWidestCells, element.columns)) -
                    gap_),
        cell_height_((points(element.box.height) + gap_) / element.rows - gap_),
        reading_size_(fitting_reading_size()) {}

  void draw() {
    const double height = rows_ * (cell_height_ + gap_) - gap_;
    const double top = points(element_.box.y) + (points(element_.box.height) - height) / 2;
    for (int i = 0; i < static_cast<int>(cells_.size()); ++i) {
      draw_cell(cells_[static_cast<std::size_t>(i)],
                points(element_.box.x) + i % columns_ * (cell_width_ + gap_),
                top + i / columns_ * (cell_height_ + gap_));
    }
  }

 private:
  /// One size for all cells, which the longest reading decides.
  double fitting_reading_size() const {
    double size = element_.reading_size;
    for (const PasswordCell& cell : cells_) {
      size =
          std::min(size, cell_width_ * (1 - 2 * kReadingMargin) / text_width(fonts_, cell.reading));
    }
    return size;
  }

  void draw_cell(const PasswordCell& cell, double x, double y) {
    const double margin =
        (cell_height_ - element_.class_size - element_.character_size - element_.reading_size) / 4;
    page_.frame(x, y, cell_width_, cell_height_, points(element_.rule_width));
    const double class_top = y + margin;
    const double character_top = class_top + element_.class_size + margin;
    const double reading_top = character_top + element_.character_size + margin;
    centred(cell.character_class, x, class_top, element_.class_size);
    centred(cell.character, x, character_top, element_.character_size);
    centred(cell.reading, x, reading_top, reading_size_);
  }

  void centred(const std::u32string& text, double x, double top, double size) {
    const double width = text_width(fonts_, text) * size;
    page_.text(text, x + (cell_width_ - width) / 2, baseline(top, size), size, Weight::regular);
  }

  const PasswordElement& element_;
  const std::vector<PasswordCell>& cells_;
  const FontChain& fonts_;
  PageContent& page_;
  double gap_;
  int rows_;
  int columns_;
  double cell_width_;
  double cell_height_;
  double reading_size_;
};

}  // namespace

void require_password_alphabet(const FontChain& fonts) {
  const auto require = [&fonts](std::string_view text) {
    if (!fonts.unprintable(text).empty()) {
      throw LetterError("仮パスワードの文字と読みを印字できるフォントがありません");
    }
  };
  for (int c = '0'; c <= 'z'; ++c) {
    const auto reading = kana_reading(static_cast<char>(c));
    if (!reading) continue;
    require(std::string(1, static_cast<char>(c)));
    require(reading->kana);
    require(class_label(reading->character_class));
  }
}

std::optional<LetterObstacle> draw_password(const PasswordElement& element,
                                            std::string_view password, const FontChain& fonts,
                                            PageContent& page) {
  if (password.size() < kShortestPassword || password.size() > kLongestPassword) {
    return LetterObstacle{"temporary_password", "8文字以上16文字以下ではありません"};
  }
  const auto cells = cells_of(password);
  if (!cells) return LetterObstacle{"temporary_password", "英字と数字のほかの文字があります"};
  PasswordDrawer(element, *cells, fonts, page).draw();
  return std::nullopt;
}

}  // namespace saihakko
