#include "core/letter/cover_pdf.hpp"

#include <fmt/format.h>

#include <numeric>
#include <optional>
#include <string_view>

#include "core/letter/area_table.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/page_layout.hpp"
#include "core/letter/pdf_document.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kAuditHeadDigits = 64;

/// What is missing or wrong; a cover that is half right would be signed all the same.
std::optional<LetterObstacle> contradiction(const CoverContent& cover, const PageFields& fields) {
  for (const PageField& field : fields) {
    if (field.texts.front().empty()) return LetterObstacle{std::string(field.name), "空です"};
  }
  if (cover.audit_head.size() != kAuditHeadDigits ||
      cover.audit_head.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return LetterObstacle{"audit_head", "64桁の16進数ではありません"};
  }
  const std::size_t sum = std::accumulate(
      cover.areas.begin(), cover.areas.end(), std::size_t{0},
      [](std::size_t total, const PostcodeArea& area) { return total + area.letters; });
  if (sum != cover.letters || cover.letters == 0 || cover.files == 0) {
    return LetterObstacle{"letters", "通知書、PDF、郵便番号ごとの数が合いません"};
  }
  return std::nullopt;
}

FieldSet all_of(const PageFields& fields) {
  FieldSet all;
  for (std::size_t i = 0; i < fields.size(); ++i)
    all.add(i);
  return all;
}

void refuse_if(const std::optional<LetterObstacle>& obstacle, const CoverContent& cover) {
  if (!obstacle) return;
  throw LetterError(
      fmt::format("バッチ {}: {}: {}", cover.batch_name, obstacle->field, obstacle->reason));
}

}  // namespace

std::string render_cover(const LetterTemplate& cover_template, const FontChain& fonts,
                         const CoverContent& cover) {
  const PageFields fields = cover_fields(cover);
  refuse_if(contradiction(cover, fields), cover);
  const FieldSet common = all_of(fields);  // of one page everything is common
  UsedCharacters used(fonts.faces().size());
  PageContent content(fonts, used, kPageHeight);
  refuse_if(draw_common_part(cover_template, fonts, fields, common, content), cover);
  PdfDocument document(kPageWidth, kPageHeight, cover.batch_name, content.operators());
  content.clear();
  refuse_if(draw_own_part(cover_template, fonts, fields, common, content), cover);
  for (const AreaTableElement& element : cover_template.area_tables())
    draw_area_table(cover_template, element, cover.areas, fonts, content);
  document.add_page(content.operators());
  return document.finish(fonts, used);
}

}  // namespace saihakko
