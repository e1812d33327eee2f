#include "core/letter/page_layout.hpp"

#include "core/letter/draw_bars.hpp"
#include "core/letter/draw_text.hpp"
#include "core/letter/toml_table.hpp"

namespace saihakko {
namespace {

void fill_box(const MmBox& box, PageContent& page) {
  page.fill(points(box.x), points(box.y), points(box.width), points(box.height));
}

}  // namespace

void require_printable(const LetterTemplate& letter_template, const FontChain& fonts) {
  for (const TextElement& element : letter_template.texts()) {
    for (const TextPieces& pieces : element.paragraphs) {
      for (const TextPiece& piece : pieces)
        require_printable(letter_template, element.line, fonts, piece.words);
    }
  }
  for (const AreaTableElement& table : letter_template.area_tables()) {
    for (const auto& words : {table.area_head, table.count_head, table.no_postcode, table.rest})
      require_printable(letter_template, table.line, fonts, words);
  }
  for (const PullTableElement& table : letter_template.pull_tables()) {
    for (const auto& words : table.heads)
      require_printable(letter_template, table.line, fonts, words);
  }
}

void require_printable(const LetterTemplate& letter_template, int line, const FontChain& fonts,
                       std::u32string_view words) {
  const auto obstacle = unprintable(fonts, "text", words);
  if (obstacle) refuse_template(letter_template.file(), line, obstacle->reason);
}

std::optional<LetterObstacle> draw_common_part(const LetterTemplate& letter_template,
                                               const FontChain& fonts, const PageFields& fields,
                                               const FieldSet& shared, PageContent& page) {
  require_printable(letter_template, fonts);
  for (const RuleElement& rule : letter_template.rules())
    fill_box(rule.box, page);
  for (const TextElement& element : letter_template.texts()) {
    if (!is_common(element, shared)) continue;
    const auto obstacle = draw_text(element, fields, fonts, page);
    if (!obstacle) continue;
    if (!obstacle->field.empty()) return obstacle;
    refuse_template(letter_template.file(), element.line, obstacle->reason);
  }
  return std::nullopt;
}

std::optional<LetterObstacle> draw_own_part(const LetterTemplate& letter_template,
                                            const FontChain& fonts, const PageFields& fields,
                                            const FieldSet& shared, BarcodeEncoder& encoder,
                                            PageContent& page) {
  for (const TextElement& element : letter_template.texts()) {
    if (is_common(element, shared)) continue;
    if (auto obstacle = draw_text(element, fields, fonts, page)) return obstacle;
  }
  for (const Code128Element& element : letter_template.code_128s()) {
    if (auto obstacle = draw_code_128(element, fields, encoder, page)) return obstacle;
  }
  return std::nullopt;
}

}  // namespace saihakko
