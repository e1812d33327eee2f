#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/letter/font_chain.hpp"
#include "core/letter/operator_text.hpp"

namespace saihakko {

/// Points of a length in millimetres.
constexpr double points(double millimetres) {
  return millimetres * 72 / 25.4;
}

/// The baseline of a text whose em box has its upper edge at `top`; all in points.
constexpr double baseline(double top, double size) {
  return top + 0.88 * size;
}

/// Which characters (printed_text.hpp) of each font of a chain a document prints, and with which
/// code of two bytes: in each font they are counted from 1 in order of appearance.
class UsedCharacters {
 public:
  explicit UsedCharacters(std::size_t faces) : faces_(faces) {}

  /// The character's code in this font. Throws LetterError when there are more characters
  /// than a font can have glyphs, with room for those that composite glyphs are made of.
  char16_t add(std::size_t face, char32_t c) {
    if (c < kCommonCodePoints) {
      const auto& block = faces_[face].blocks[c / kBlock];
      if (block && (*block)[c % kBlock] != 0) return (*block)[c % kBlock];
    }
    return add_new(faces_[face], c);
  }

  /// In order of their codes: the first one has code 1.
  const std::vector<char32_t>& of_face(std::size_t face) const { return faces_[face].characters; }

  static constexpr std::size_t kMostCharacters = 60'000;

 private:
  static constexpr char32_t kCommonCodePoints = 0x10000;
  static constexpr std::size_t kBlock = 256;
  using Codes = std::array<char16_t, kBlock>;  // 0: not used

  struct Face {
    std::vector<char32_t> characters;
    std::array<std::unique_ptr<Codes>, kCommonCodePoints / kBlock> blocks;
    std::map<char32_t, char16_t> rare;  // beyond the common ones
  };

  static char16_t add_new(Face& face, char32_t c);

  std::vector<Face> faces_;
};

enum class Weight { regular, bold };

/// The drawing operators of one page (ISO 32000-1, Annex A), in black but for guides. Points,
/// measured from the upper left corner downwards, written in hundredths. Fonts are named /F0, /F1 …
/// in the order of the chain's faces; character codes are those of UsedCharacters.
///
/// What is compressed takes its time by the byte: a font or a line's width is named when it
/// changes.
class PageContent {
 public:
  PageContent(const FontChain& fonts, UsedCharacters& used, double page_height);

  /// One line of text that starts at `x`; every character must be printable. What the bold face
  /// does not have is bold by a stroke around its regular outline.
  void text(std::u32string_view line, double x, double baseline, double size, Weight weight);
  void fill(double x, double y, double width, double height);
  /// The outline of a rectangle, its line inside the edges.
  void frame(double x, double y, double width, double height, double line);

  /// A rectangle in units of a grid; no number is negative.
  struct Cell {
    int x, y, width, height;
  };
  /// Fills cells of a grid whose upper left corner is at `x`, `y` and whose unit is given in
  /// points: bars take a few bytes each that way.
  void fill_grid(double x, double y, double unit_width, double unit_height,
                 const std::vector<Cell>& cells);

  /// Fills squares of a square of `size` by `size` of them, given row by row, whose upper left
  /// corner is at `x`, `y`: as a mask, which takes fewer bytes than the rectangles.
  void fill_squares(double x, double y, double side, int size, const std::vector<bool>& squares);

  /// What is drawn between the two is blue, its frames dashed.
  void begin_guides();
  void end_guides();

  /// Everything drawn since the page was begun.
  std::string_view operators() const { return operators_.view(); }
  /// Begins the next page.
  void clear();

 private:
  /// How a character is drawn.
  struct Pen {
    std::size_t face = 0;
    bool stroked = false;

    bool operator==(const Pen&) const = default;
  };

  /// What the page's graphics state is known to hold; nullopt: no longer known.
  struct State {
    std::optional<std::size_t> face;
    long size = 0;
    std::optional<long> line_width;
  };

  Pen pen(char32_t c, Weight weight) const;
  void select_font(std::size_t face, double size);
  void select_line_width(double width);
  void number(double value) { operators_.hundredths(hundredths_of(value)); }
  static long hundredths_of(double value);
  void show(std::size_t face, std::u32string_view run);

  const FontChain& fonts_;
  UsedCharacters& used_;
  double page_height_;
  OperatorText operators_;
  State state_;
};

}  // namespace saihakko
