#include "core/letter/page_content.hpp"

#include <fmt/format.h>

#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr double kStrokeOfBold = 0.028;  // of the font size; half of it lies outside the outline

}  // namespace

char16_t UsedCharacters::add_new(Face& face, char32_t c) {
  char16_t* code = nullptr;
  if (c < kCommonCodePoints) {
    auto& block = face.blocks[c / kBlock];
    if (!block) block = std::make_unique<Codes>();
    code = &(*block)[c % kBlock];
  } else {
    code = &face.rare[c];
    if (*code != 0) return *code;
  }
  if (face.characters.size() == kMostCharacters) {
    throw LetterError("一つの PDF に入る文字の種類が多すぎます");
  }
  face.characters.push_back(c);
  return *code = static_cast<char16_t>(face.characters.size());
}

PageContent::PageContent(const FontChain& fonts, UsedCharacters& used, double page_height)
    : fonts_(fonts), used_(used), page_height_(page_height) {}

long PageContent::hundredths_of(double value) {
  return static_cast<long>(value * 100 + (value < 0 ? -0.5 : 0.5));
}

void PageContent::show(std::size_t face, std::u32string_view run) {
  operators_ += "(";
  for (const char32_t c : run)
    operators_.character(used_.add(face, c));
  operators_ += ")Tj ";
}

void PageContent::clear() {
  operators_.clear();
  state_ = State();
}

void PageContent::begin_guides() {
  operators_ += "q 0 .4 .8 rg 0 .4 .8 RG [4 3] 0 d\n";
}

void PageContent::end_guides() {
  operators_ += "Q\n";
  state_ = State();
}

void PageContent::select_font(std::size_t face, double size) {
  const long wanted = hundredths_of(size);
  if (state_.face == face && state_.size == wanted) return;
  operators_ += "/F";
  operators_.hundredths(100 * static_cast<long>(face));
  operators_.hundredths(wanted);
  operators_ += "Tf ";
  state_.face = face;
  state_.size = wanted;
}

void PageContent::select_line_width(double width) {
  const long wanted = hundredths_of(width);
  if (state_.line_width == wanted) return;
  operators_.hundredths(wanted);
  operators_ += "w ";
  state_.line_width = wanted;
}

PageContent::Pen PageContent::pen(char32_t c, Weight weight) const {
  if (weight == Weight::regular) return {fonts_.face_of(c), false};
  if (const auto bold = fonts_.find_bold(c)) return {bold->face, false};
  return {fonts_.face_of(c), true};
}

void PageContent::text(std::u32string_view line, double x, double baseline, double size,
                       Weight weight) {
  if (line.empty()) return;
  operators_ += "BT ";
  number(x);
  number(page_height_ - baseline);
  operators_ += "Td ";
  for (std::size_t begin = 0; begin < line.size();) {
    const Pen of_run = pen(line[begin], weight);
    std::size_t end = begin + 1;
    while (end < line.size() && pen(line[end], weight) == of_run)
      ++end;
    if (of_run.stroked) {
      select_line_width(size * kStrokeOfBold);
      operators_ += "2 Tr ";
    }
    select_font(of_run.face, size);
    show(of_run.face, line.substr(begin, end - begin));
    if (of_run.stroked) operators_ += "0 Tr ";
    begin = end;
  }
  operators_ += "ET\n";
}

void PageContent::fill(double x, double y, double width, double height) {
  number(x);
  number(page_height_ - y - height);
  number(width);
  number(height);
  operators_ += "re f\n";
}

void PageContent::frame(double x, double y, double width, double height, double line) {
  select_line_width(line);
  number(x + line / 2);
  number(page_height_ - y - height + line / 2);
  number(width - line);
  number(height - line);
  operators_ += "re S\n";
}

void PageContent::fill_grid(double x, double y, double unit_width, double unit_height,
                            const std::vector<Cell>& cells) {
  operators_ += "q ";
  number(unit_width);
  operators_ += "0 0 ";
  number(-unit_height);
  number(x);
  number(page_height_ - y);
  operators_ += "cm\n";
  for (const Cell& cell : cells) {
    operators_.numbers(cell.x, cell.y, cell.width, cell.height);
    operators_ += "re\n";
  }
  operators_ += "f Q\n";
}

void PageContent::fill_squares(double x, double y, double side, int size,
                               const std::vector<bool>& squares) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr int kDigitBits = 4;
  operators_ += "q ";
  number(side);
  operators_ += "0 0 ";
  number(side);
  number(x);
  number(page_height_ - y - side);
  // In hexadecimal digits, in which the end of the image cannot occur.
  operators_ += fmt::format("cm BI/W {0}/H {0}/IM true/D[1 0]/F/AHx ID ", size);
  for (int row = 0; row < size; ++row) {
    for (int first = 0; first < (size + 7) / 8 * 8; first += kDigitBits) {
      unsigned digit = 0;
      for (int column = first; column < first + kDigitBits; ++column) {
        const bool dark = column < size && squares[static_cast<std::size_t>(row * size + column)];
        digit = 2 * digit + (dark ? 1 : 0);
      }
      operators_ += kDigits.substr(digit, 1);
    }
  }
  operators_ += "> EI Q\n";
}

}  // namespace saihakko
