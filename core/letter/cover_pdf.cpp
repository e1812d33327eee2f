#include "core/letter/cover_pdf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>

#include "core/letter/area_table.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/page_layout.hpp"
#include "core/letter/pdf_document.hpp"
#include "core/letter/pull_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kAuditHeadDigits = 64;
constexpr std::size_t kMostPullSheets = 20;
constexpr std::string_view kNothingCommon = "q Q\n";  // mupdf warns of an empty stream

/// What does not hold is empty: of pulls and of what is urgent, one field stands for none and the
/// others for some; marks are those of an inserting machine.
bool may_be_empty(const PageField& field) {
  constexpr std::array<std::string_view, 7> kNames = {
      "pulls", "no_pulls", "urgent", "urgent_letters", "no_urgent", "first_mark", "last_mark"};
  return std::find(kNames.begin(), kNames.end(), field.name) != kNames.end();
}

/// What is missing or wrong; a cover that is half right would be signed all the same.
std::optional<LetterObstacle> contradiction(const CoverContent& cover, const PageFields& fields) {
  for (const PageField& field : fields) {
    if (may_be_empty(field)) continue;
    if (field.texts.empty() || field.texts.front().empty())
      return LetterObstacle{std::string(field.name), "空です"};
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

/// `B13-20261122-01/1`: a viewer that shows several files tells the batches apart.
std::string cover_page_name(const CoverContent& cover, std::size_t number) {
  return fmt::format("{}/{}", cover.batch_name, number);
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

/// Everything of a page but its tables.
void draw_page(const LetterTemplate& letter_template, const FontChain& fonts,
               const PageFields& fields, const CoverContent& cover, PageContent& content) {
  const FieldSet common = all_of(fields);  // of one page everything is common
  refuse_if(draw_common_part(letter_template, fonts, fields, common, content), cover);
  BarcodeEncoder encoder;
  refuse_if(draw_own_part(letter_template, fonts, fields, common, encoder, content), cover);
}

void add_pull_sheets(const LetterTemplate& sheet_template, const FontChain& fonts,
                     const CoverContent& cover, PageContent& content, PdfDocument& document) {
  const PullTableElement& table = sheet_template.pull_tables().front();
  const std::size_t rows = rows_of_pull_table(table);
  const std::size_t sheets = std::min(kMostPullSheets, (cover.pulls.size() + rows - 1) / rows);
  std::span<const PullRow> left(cover.pulls);
  for (std::size_t sheet = 0; sheet < sheets; ++sheet) {
    const std::span<const PullRow> here = left.first(std::min(rows, left.size()));
    left = left.subspan(here.size());
    const std::size_t rest = sheet + 1 == sheets ? left.size() : 0;
    content.clear();
    draw_page(sheet_template, fonts,
              pull_sheet_fields(cover, {.number = sheet + 2, .count = sheets + 1, .rest = rest}),
              cover, content);
    draw_pull_table(sheet_template, table, here, fonts, content);
    document.add_page(content.operators(), cover_page_name(cover, sheet + 2));
  }
}

}  // namespace

std::string render_cover(const CoverTemplates& templates, const FontChain& fonts,
                         const CoverContent& cover) {
  const PageFields fields = cover_fields(cover);
  refuse_if(contradiction(cover, fields), cover);
  UsedCharacters used(fonts.faces().size());
  PageContent content(fonts, used, kPageHeight);
  draw_page(templates.cover, fonts, fields, cover, content);
  for (const AreaTableElement& element : templates.cover.area_tables())
    draw_area_table(templates.cover, element, cover.areas, fonts, content);
  PdfDocument document(kPageWidth, kPageHeight, {cover.batch_name, cover.made_at}, kNothingCommon);
  document.add_page(content.operators(), cover_page_name(cover, 1));
  add_pull_sheets(templates.pull_sheet, fonts, cover, content, document);
  return document.finish(fonts, used);
}

}  // namespace saihakko
