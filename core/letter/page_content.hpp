#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/letter/font_chain.hpp"

namespace saihakko {

/// Points of a length in millimetres.
constexpr double points(double millimetres) {
  return millimetres * 72 / 25.4;
}

/// The baseline of a text whose em box has its upper edge at `top`; all in points.
constexpr double baseline(double top, double size) {
  return top + 0.88 * size;
}

/// Which code points of each font of a chain a document prints.
class UsedCharacters {
 public:
  explicit UsedCharacters(std::size_t faces);

  void add(std::size_t face, char32_t c) { used_[face][c] = true; }
  /// In ascending order.
  std::vector<char16_t> of_face(std::size_t face) const;

 private:
  std::vector<std::vector<bool>> used_;
};

enum class Weight { regular, bold };

/// The drawing operators of one page (ISO 32000-1, Annex A), all in black. Points, measured from
/// the upper left corner downwards. Fonts are named /F0, /F1 … in the order of the chain; character
/// codes are code points of two bytes.
class PageContent {
 public:
  PageContent(const FontChain& fonts, UsedCharacters& used, double page_height);

  /// One line of text that starts at `x`; every character must be printable. Bold is the regular
  /// outline with a stroke around it.
  void text(std::u32string_view line, double x, double baseline, double size, Weight weight);
  void fill(double x, double y, double width, double height);
  /// The outline of a rectangle, its line inside the edges.
  void frame(double x, double y, double width, double height, double line);

  /// A rectangle in units of a grid.
  struct Cell {
    int x, y, width, height;
  };
  /// Fills cells of a grid whose upper left corner is at `x`, `y` and whose unit is given in
  /// points: bars take a few bytes each that way.
  void fill_grid(double x, double y, double unit_width, double unit_height,
                 const std::vector<Cell>& cells);

  const std::string& operators() const { return operators_; }
  void clear() { operators_.clear(); }

 private:
  void number(double value);
  void number(int value);
  void show(std::u32string_view run);

  const FontChain& fonts_;
  UsedCharacters& used_;
  double page_height_;
  std::string operators_;
};

}  // namespace saihakko
