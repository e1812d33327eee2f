#include "core/letter/pull_table.hpp"

#include <array>
#include <cmath>
#include <string>

#include "core/domain/utf8.hpp"
#include "core/letter/draw_cell.hpp"

namespace saihakko {
namespace {

constexpr double kRounding = 1e-6;

struct Column {
  double share;  // of the table's width
  Align align;
};

/// In the order of PullTableElement::heads.
constexpr std::array<Column, kPullColumns> kColumns{{{0.17, Align::center},
                                                     {0.21, Align::center},
                                                     {0.20, Align::center},
                                                     {0.09, Align::right},
                                                     {0.24, Align::left},
                                                     {0.09, Align::center}}};

using Cells = std::array<std::u32string, kPullColumns>;

std::u32string decoded(const std::string& text) {
  return decode_utf8(text).value();
}

Cells cells_of(const PullRow& row) {
  return {decoded(row.notice_number),        decoded(row.batch),  decoded(row.file),
          decoded(std::to_string(row.page)), decoded(row.reason), U""};
}

}  // namespace

std::size_t rows_of_pull_table(const PullTableElement& element) {
  return static_cast<std::size_t>(std::floor(element.box.height / element.row_height + kRounding)) -
         1;
}

void draw_pull_table(const LetterTemplate& letter_template, const PullTableElement& element,
                     std::span<const PullRow> rows, const FontChain& fonts, PageContent& page) {
  const CellStyle style{letter_template, element.line, element.rule_width, element.size,
                        element.min_size};
  double y = element.box.y;
  const auto draw_row = [&](const Cells& cells) {
    double x = element.box.x;
    for (std::size_t i = 0; i < kPullColumns; ++i) {
      const double width = element.box.width * kColumns[i].share;
      draw_cell(style, cells[i], {x, y, width, element.row_height}, kColumns[i].align, fonts, page);
      x += width;
    }
    y += element.row_height;
  };
  draw_row(element.heads);
  for (const PullRow& row : rows.first(std::min(rows.size(), rows_of_pull_table(element))))
    draw_row(cells_of(row));
}

}  // namespace saihakko
