#include "core/letter/draw_cell.hpp"

#include <string>

#include "core/letter/draw_text.hpp"
#include "core/letter/page_layout.hpp"
#include "core/letter/toml_table.hpp"

namespace saihakko {
namespace {

constexpr double kPadding = 2;  // millimetres

}  // namespace

void draw_cell(const CellStyle& style, std::u32string_view words, const MmBox& box, Align align,
               const FontChain& fonts, PageContent& page) {
  const double half = style.rule_width / 2;
  page.frame(points(box.x - half), points(box.y - half), points(box.width + 2 * half),
             points(box.height + 2 * half), points(style.rule_width));
  if (words.empty()) return;
  TextElement text;
  text.box = {box.x + kPadding, box.y, box.width - 2 * kPadding, box.height};
  text.size = style.size;
  text.shrink_to = text.min_size = style.min_size;
  text.line_height = text.max_lines = 1;
  text.align = align;
  text.vertical_align = VerticalAlign::middle;
  text.paragraphs = {{{std::u32string(words), std::nullopt}}};
  require_printable(style.letter_template, style.line, fonts, words);
  if (const auto obstacle = draw_text(text, {}, fonts, page)) {
    refuse_template(style.letter_template.file(), style.line, obstacle->reason);
  }
}

}  // namespace saihakko
