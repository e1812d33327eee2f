#include "core/letter/letter_pdf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "core/letter/draw_bars.hpp"
#include "core/letter/draw_guides.hpp"
#include "core/letter/draw_inserter.hpp"
#include "core/letter/draw_password.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/page_layout.hpp"
#include "core/letter/pdf_document.hpp"

namespace saihakko {
namespace {

/// The first empty field without which a letter must not be printed.
std::optional<std::string_view> missing_field(const LetterContent& letter) {
  const std::array<std::pair<std::string_view, const std::string&>, 9> required = {{
      {"title", letter.title},
      {"address", letter.address},
      {"office_name", letter.office_name},
      {"issue_date", letter.issue_date},
      {"office_number", letter.office_number},
      {"user_id", letter.user_id},
      {"temporary_password", letter.temporary_password},
      {"valid_until", letter.valid_until},
      {"receipt_number", letter.receipt_number},
  }};
  if (letter.notice_number.empty()) return "notice_number";
  for (const auto& [name, value] : required) {
    if (value.empty()) return name;
  }
  return std::nullopt;
}

/// Draws what differs from letter to letter but the password; empty fields are passed over. Stops
/// at the first thing that cannot be printed or does not fit, and gives it back.
std::optional<LetterObstacle> draw_letter(const LetterTemplate& letter_template,
                                          const FontChain& fonts, const LetterContent& letter,
                                          const PageFields& fields, const FieldSet& shared,
                                          BarcodeEncoder& encoder, PageContent& page) {
  if (auto obstacle = draw_own_part(letter_template, fonts, fields, shared, encoder, page))
    return obstacle;
  if (letter.customer_barcode) {
    for (const CustomerBarcodeElement& element : letter_template.customer_barcodes()) {
      draw_customer_barcode(element, *letter.customer_barcode, page);
    }
  }
  return draw_inserter_marks(letter_template, letter, encoder, page);
}

std::optional<LetterObstacle> draw_passwords(const LetterTemplate& letter_template,
                                             const LetterContent& letter,
                                             const PasswordAlphabet& alphabet, PageContent& page) {
  for (const PasswordElement& element : letter_template.passwords()) {
    auto obstacle = draw_password(element, letter.temporary_password, alphabet, page);
    if (obstacle) return obstacle;
  }
  return std::nullopt;
}

/// The length of all passwords; nullopt when they differ or are empty.
std::optional<std::size_t> shared_password_length(std::span<const LetterContent> letters) {
  const std::size_t length = letters.front().temporary_password.size();
  const bool same = std::all_of(letters.begin(), letters.end(), [length](const auto& letter) {
    return letter.temporary_password.size() == length;
  });
  if (!same || length == 0) return std::nullopt;
  return length;
}

void draw_all_frames(const LetterTemplate& letter_template, std::size_t length, PageContent& page) {
  for (const PasswordElement& element : letter_template.passwords())
    draw_password_frames(element, length, page);
}

[[noreturn]] void refuse(const LetterContent& letter, std::string_view field,
                         std::string_view reason) {
  throw LetterError(fmt::format("通知書番号 {}: {}: {}", letter.notice_number, field, reason));
}

std::string render(const LetterTemplate& letter_template, const FontChain& fonts,
                   std::span<const LetterContent> letters, Instant made_at,
                   std::optional<Guides> preview) {
  if (letters.empty() || letters.size() > kMaxPages) {
    throw LetterError(fmt::format("一つの PDF に入る通知書は1通以上{}通以下です", kMaxPages));
  }
  const PasswordAlphabet alphabet(fonts);
  BarcodeEncoder encoder;
  UsedCharacters used(fonts.faces().size());
  PageContent content(fonts, used, kPageHeight);
  std::vector<PageFields> fields;
  for (const LetterContent& letter : letters)
    fields.push_back(letter_fields(letter));
  const FieldSet shared = shared_fields(fields);
  if (const auto obstacle =
          draw_common_part(letter_template, fonts, fields.front(), shared, content)) {
    refuse(letters.front(), obstacle->field, obstacle->reason);
  }
  const auto shared_length = shared_password_length(letters);
  if (shared_length) draw_all_frames(letter_template, *shared_length, content);
  PdfDocument document(kPageWidth, kPageHeight, {letters.front().title, made_at},
                       content.operators());
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const LetterContent& letter = letters[i];
    if (const auto field = missing_field(letter)) refuse(letter, *field, "空です");
    content.clear();
    auto obstacle =
        draw_letter(letter_template, fonts, letter, fields[i], shared, encoder, content);
    if (!shared_length) draw_all_frames(letter_template, letter.temporary_password.size(), content);
    if (!obstacle) obstacle = draw_passwords(letter_template, letter, alphabet, content);
    if (obstacle) refuse(letter, obstacle->field, obstacle->reason);
    if (preview) draw_specimen_mark(fonts, content);
    if (preview == Guides::drawn) draw_guides(letter_template, fonts, content);
    document.add_page(content.operators(), letter.notice_number);
  }
  return document.finish(fonts, used);
}

}  // namespace

std::string render_letters(const LetterTemplate& letter_template, const FontChain& fonts,
                           std::span<const LetterContent> letters, Instant made_at) {
  return render(letter_template, fonts, letters, made_at, std::nullopt);
}

std::string render_preview(const LetterTemplate& letter_template, const FontChain& fonts,
                           std::span<const LetterContent> letters, Guides guides, Instant made_at) {
  return render(letter_template, fonts, letters, made_at, guides);
}

std::optional<LetterObstacle> letter_obstacle(const LetterTemplate& letter_template,
                                              const FontChain& fonts, const LetterContent& letter) {
  UsedCharacters used(fonts.faces().size());
  PageContent scratch(fonts, used, kPageHeight);
  BarcodeEncoder encoder;
  auto obstacle = draw_letter(letter_template, fonts, letter, letter_fields(letter), FieldSet(),
                              encoder, scratch);
  if (obstacle || letter.temporary_password.empty()) return obstacle;
  return draw_passwords(letter_template, letter, PasswordAlphabet(fonts), scratch);
}

}  // namespace saihakko
