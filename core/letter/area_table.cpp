#include "core/letter/area_table.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/domain/utf8.hpp"
#include "core/letter/draw_cell.hpp"

namespace saihakko {
namespace {

constexpr double kAreaShare = 0.56;  // of a column's width; the count has the rest
constexpr double kRounding = 1e-6;

struct Row {
  std::u32string area;
  std::u32string count;
};

std::u32string count_text(std::size_t letters) {
  return decode_utf8(std::to_string(letters)).value();
}

/// At most `most` rows.
std::vector<Row> rows_of(const AreaTableElement& element, const std::vector<PostcodeArea>& areas,
                         std::size_t most) {
  const std::size_t shown = areas.size() <= most ? areas.size() : most - 1;
  std::vector<Row> rows;
  std::size_t rest = 0;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const PostcodeArea& area = areas[i];
    if (i >= shown) {
      rest += area.letters;
      continue;
    }
    rows.push_back({area.digits.empty() ? element.no_postcode : decode_utf8(area.digits).value(),
                    count_text(area.letters)});
  }
  if (shown < areas.size()) rows.push_back({element.rest, count_text(rest)});
  return rows;
}

class AreaTableDrawer {
 public:
  AreaTableDrawer(const LetterTemplate& letter_template, const AreaTableElement& element,
                  const FontChain& fonts, PageContent& page)
      : style_{letter_template, element.line, element.rule_width, element.size, element.size},
        element_(element),
        fonts_(fonts),
        page_(page),
        column_width_((element.box.width + element.gap) / element.columns - element.gap),
        rows_a_column_(static_cast<std::size_t>(
                           std::floor(element.box.height / element.row_height + kRounding)) -
                       1) {}

  void draw(const std::vector<PostcodeArea>& areas) {
    const std::size_t most = rows_a_column_ * static_cast<std::size_t>(element_.columns);
    const std::vector<Row> rows = rows_of(element_, areas, most);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto column = static_cast<double>(i / rows_a_column_);
      const auto line = static_cast<double>(i % rows_a_column_ + 1);
      const double x = element_.box.x + column * (column_width_ + element_.gap);
      if (i % rows_a_column_ == 0) {
        draw_row({element_.area_head, element_.count_head}, x, element_.box.y);
      }
      draw_row(rows[i], x, element_.box.y + line * element_.row_height);
    }
  }

 private:
  void draw_row(const Row& row, double x, double y) {
    const double area_width = column_width_ * kAreaShare;
    const MmBox area = {x, y, area_width, element_.row_height};
    const MmBox count = {x + area_width, y, column_width_ - area_width, element_.row_height};
    draw_cell(style_, row.area, area, Align::center, fonts_, page_);
    draw_cell(style_, row.count, count, Align::right, fonts_, page_);
  }

  CellStyle style_;
  const AreaTableElement& element_;
  const FontChain& fonts_;
  PageContent& page_;
  double column_width_;
  std::size_t rows_a_column_;
};

}  // namespace

void draw_area_table(const LetterTemplate& letter_template, const AreaTableElement& element,
                     const std::vector<PostcodeArea>& areas, const FontChain& fonts,
                     PageContent& page) {
  AreaTableDrawer(letter_template, element, fonts, page).draw(areas);
}

}  // namespace saihakko
