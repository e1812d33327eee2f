#include "core/letter/letter_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/domain/customer_barcode.hpp"
#include "core/domain/kana_reading.hpp"
#include "core/domain/utf8.hpp"
#include "core/letter/bar_code.hpp"
#include "core/letter/text_fit.hpp"

namespace saihakko {
namespace {

using Obstacle = std::optional<LetterObstacle>;

constexpr double kBaseline = 0.88;          // below the top of the em box, in units of the size
constexpr double kPrinterDot = 72.0 / 600;  // bars in whole dots of a 600 dpi printer, in points
constexpr int kQuietModules = 10;
constexpr std::size_t kShortestPassword = 8;
constexpr std::size_t kLongestPassword = 16;

Obstacle unprintable(const FontChain& fonts, std::string_view field, std::string_view text) {
  const std::u32string missing = fonts.unprintable(text);
  if (missing.empty()) return std::nullopt;
  std::string names;
  for (const char32_t c : missing) {
    if (!names.empty()) names += ", ";
    names += code_point_name(c);
  }
  return LetterObstacle{std::string(field), fmt::format("印字できない文字があります（{}）", names)};
}

Obstacle too_long(std::string_view field) {
  return LetterObstacle{std::string(field), "最小の文字の大きさでも枠に収まりません"};
}

template <class Predicate>
bool any_field(const TextElement& element, Predicate predicate) {
  return std::any_of(element.paragraphs.begin(), element.paragraphs.end(), [&](const auto& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [&](const TextPiece& piece) {
      return piece.field && predicate(*piece.field);
    });
  });
}

bool has_field(const TextElement& element) {
  return any_field(element, [](LetterField) { return true; });
}

bool is_common(const TextElement& element, const FieldSet& shared) {
  return !any_field(element, [&shared](LetterField field) { return !shared.has(field); });
}

/// The paragraphs of one text element with the fields of one letter in their places.
struct FilledText {
  std::vector<std::u32string> paragraphs;
  std::string_view first_field;  // the one that is named when the text does not fit
  Obstacle obstacle;
};

class Filler {
 public:
  Filler(const FontChain& fonts, const LetterContent& letter) : fonts_(fonts), letter_(letter) {}

  FilledText fill(const TextElement& element) {
    for (const TextPieces& pieces : element.paragraphs) {
      if (pieces.size() == 1 && pieces[0].field == LetterField::contact) {
        for (const std::string& line : letter_.contact) {
          filled_.paragraphs.push_back(printable(LetterField::contact, line));
        }
      } else {
        add_paragraph(pieces);
      }
    }
    return std::move(filled_);
  }

 private:
  void add_paragraph(const TextPieces& pieces) {
    std::u32string paragraph;
    bool fields = false;
    bool filled = false;
    for (const TextPiece& piece : pieces) {
      paragraph += piece.words;
      if (!piece.field) continue;
      const std::u32string value = printable(*piece.field, field_lines(letter_, *piece.field)[0]);
      fields = true;
      filled = filled || !value.empty();
      paragraph += value;
    }
    if (filled || !fields) filled_.paragraphs.push_back(std::move(paragraph));
  }

  std::u32string printable(LetterField field, const std::string& value) {
    if (filled_.first_field.empty()) filled_.first_field = field_name(field);
    if (!filled_.obstacle) filled_.obstacle = unprintable(fonts_, field_name(field), value);
    return decode_utf8(value).value_or(std::u32string());
  }

  const FontChain& fonts_;
  const LetterContent& letter_;
  FilledText filled_;
};

FitRules fit_rules(const TextElement& element) {
  return {points(element.box.width),
          points(element.box.height),
          element.size,
          element.shrink_to,
          element.min_size,
          element.line_height,
          element.hanging,
          points(element.gap),
          static_cast<std::size_t>(element.max_lines)};
}

double aligned(Align align, double space) {
  switch (align) {
    case Align::left:
      return 0;
    case Align::center:
      return space / 2;
    case Align::right:
      return space;
  }
  return 0;
}

double aligned(VerticalAlign align, double space) {
  switch (align) {
    case VerticalAlign::top:
      return 0;
    case VerticalAlign::middle:
      return space / 2;
    case VerticalAlign::bottom:
      return space;
  }
  return 0;
}

/// False when the text does not fit.
bool draw_text(const TextElement& element, const std::vector<std::u32string>& paragraphs,
               const FontChain& fonts, PageContent& page) {
  const FitRules rules = fit_rules(element);
  const auto fitted = fit_text(fonts, paragraphs, rules);
  if (!fitted) return false;
  const double left = points(element.box.x);
  const double top =
      points(element.box.y) + aligned(element.vertical_align, rules.height - fitted->height);
  for (const FittedLine& line : fitted->lines) {
    const double x = left + line.x + aligned(element.align, rules.width - line.x - line.width);
    page.text(line.text, x, top + line.y + kBaseline * fitted->size, fitted->size,
              element.bold ? Weight::bold : Weight::regular);
  }
  return true;
}

void fill_box(const MmBox& box, PageContent& page) {
  page.fill(points(box.x), points(box.y), points(box.width), points(box.height));
}

Obstacle draw_code_128(const Code128Element& element, const LetterContent& letter,
                       PageContent& page) {
  constexpr double kNarrowestModule = 0.25;
  const std::string value = field_lines(letter, element.field)[0];
  if (value.empty()) return std::nullopt;
  const std::string_view field = field_name(element.field);
  const auto barcode = code_128(value);
  if (!barcode) return LetterObstacle{std::string(field), "Code 128 にできません"};
  const double room = points(element.box.width) / (barcode->modules + 2 * kQuietModules);
  const double wanted = std::min(room, points(element.max_module));
  const double module = std::floor(wanted / kPrinterDot + 1e-6) * kPrinterDot;
  if (module < points(kNarrowestModule)) return too_long(field);
  const double space = points(element.box.width) - barcode->modules * module;
  const double left = points(element.box.x) + space / 2;
  std::vector<PageContent::Cell> cells;
  for (const Bar& bar : barcode->bars)
    cells.push_back({bar.first, 0, bar.width, 1});
  page.fill_grid(left, points(element.box.y), module, points(element.box.height), cells);
  return std::nullopt;
}

/// Measures at 10 points, all in proportion to the size: bars 0.6 mm wide every 1.2 mm, the timing
/// part 1.2 mm high in the middle of 3.6 mm (Japan Post, カスタマバーコード マニュアル).
void draw_customer_barcode(const CustomerBarcodeElement& element, const LetterContent& letter,
                           PageContent& page) {
  const auto barcode = customer_barcode(letter.postcode, letter.address);
  if (!barcode) return;
  const double unit = points(0.6) * element.size / 10;
  std::vector<PageContent::Cell> cells;
  for (const FourStateBar& bar : four_state_bars(*barcode)) {
    const int top = bar.ascender ? 0 : 2;
    const int bottom = bar.descender ? 6 : 4;
    cells.push_back({static_cast<int>(cells.size()) * 2, top, 1, bottom - top});
  }
  page.fill_grid(points(element.x), points(element.y), unit, unit, cells);
}

class PasswordDrawer {
 public:
  PasswordDrawer(const PasswordElement& element, const FontChain& fonts, PageContent& page)
      : element_(element),
        fonts_(fonts),
        page_(page),
        gap_(points(element.gap)),
        cell_width_((points(element.box.width) + gap_) / element.columns - gap_),
        cell_height_((points(element.box.height) + gap_) / element.rows - gap_) {}

  Obstacle draw(const std::string& password) {
    if (password.size() < kShortestPassword || password.size() > kLongestPassword) {
      return LetterObstacle{"temporary_password", "8文字以上16文字以下ではありません"};
    }
    const int rows = (static_cast<int>(password.size()) + element_.columns - 1) / element_.columns;
    const double height = rows * (cell_height_ + gap_) - gap_;
    const double top = points(element_.box.y) + (points(element_.box.height) - height) / 2;
    for (std::size_t i = 0; i < password.size(); ++i) {
      const auto column = static_cast<int>(i) % element_.columns;
      const auto row = static_cast<int>(i) / element_.columns;
      const double x = points(element_.box.x) + column * (cell_width_ + gap_);
      if (!draw_cell(password[i], x, top + row * (cell_height_ + gap_))) {
        return LetterObstacle{"temporary_password", "英字と数字のほかの文字があります"};
      }
    }
    return std::nullopt;
  }

 private:
  bool draw_cell(char c, double x, double y) {
    const auto reading = kana_reading(c);
    if (!reading) return false;
    const double rule = points(element_.rule_width);
    const double margin =
        (cell_height_ - element_.class_size - element_.character_size - element_.reading_size) / 4;
    page_.frame(x, y, cell_width_, cell_height_, rule);
    const double class_top = y + margin;
    const double character_top = class_top + element_.class_size + margin;
    const double reading_top = character_top + element_.character_size + margin;
    centred(decode_utf8(class_label(reading->character_class)).value(), x, class_top,
            element_.class_size);
    centred(std::u32string(1, static_cast<char32_t>(c)), x, character_top, element_.character_size);
    centred(decode_utf8(reading->kana).value(), x, reading_top, element_.reading_size);
    return true;
  }

  void centred(const std::u32string& text, double x, double top, double size) {
    const double width = text_width(fonts_, text) * size;
    page_.text(text, x + (cell_width_ - width) / 2, top + kBaseline * size, size, Weight::regular);
  }

  const PasswordElement& element_;
  const FontChain& fonts_;
  PageContent& page_;
  double gap_;
  double cell_width_;
  double cell_height_;
};

Obstacle draw_filled(const TextElement& element, const FontChain& fonts,
                     const LetterContent& letter, PageContent& page) {
  const FilledText filled = Filler(fonts, letter).fill(element);
  if (filled.obstacle) return filled.obstacle;
  if (!draw_text(element, filled.paragraphs, fonts, page)) return too_long(filled.first_field);
  return std::nullopt;
}

[[noreturn]] void refuse(const LetterTemplate& letter_template, const TextElement& element,
                         std::string_view why) {
  throw LetterError(fmt::format("{}:{}: {}", letter_template.file().string(), element.line, why));
}

void require_printable_words(const LetterTemplate& letter_template, const TextElement& element,
                             const FontChain& fonts) {
  for (const TextPieces& pieces : element.paragraphs) {
    for (const TextPiece& piece : pieces) {
      const auto obstacle = unprintable(fonts, "text", encode_utf8(piece.words));
      if (obstacle) refuse(letter_template, element, obstacle->reason);
    }
  }
}

void require_password_alphabet(const FontChain& fonts) {
  const auto require = [&fonts](std::string_view text) {
    if (!fonts.unprintable(text).empty()) {
      throw LetterError("仮パスワードの文字と読みを印字できるフォントがありません");
    }
  };
  for (int c = '0'; c <= 'z'; ++c) {
    const auto reading = kana_reading(static_cast<char>(c));
    if (!reading) continue;
    require(std::string(1, static_cast<char>(c)));
    require(reading->kana);
    require(class_label(reading->character_class));
  }
}

}  // namespace

Obstacle draw_common_part(const LetterTemplate& letter_template, const FontChain& fonts,
                          const LetterContent& letter, const FieldSet& shared, PageContent& page) {
  for (const RuleElement& rule : letter_template.rules())
    fill_box(rule.box, page);
  require_password_alphabet(fonts);
  for (const TextElement& element : letter_template.texts()) {
    require_printable_words(letter_template, element, fonts);
    if (!is_common(element, shared)) continue;
    if (auto obstacle = draw_filled(element, fonts, letter, page)) {
      if (has_field(element)) return obstacle;
      refuse(letter_template, element, obstacle->reason);
    }
  }
  return std::nullopt;
}

Obstacle draw_letter(const LetterTemplate& letter_template, const FontChain& fonts,
                     const LetterContent& letter, const FieldSet& shared, PageContent& page) {
  for (const TextElement& element : letter_template.texts()) {
    if (is_common(element, shared)) continue;
    if (auto obstacle = draw_filled(element, fonts, letter, page)) return obstacle;
  }
  for (const Code128Element& element : letter_template.code_128s()) {
    if (auto obstacle = draw_code_128(element, letter, page)) return obstacle;
  }
  for (const CustomerBarcodeElement& element : letter_template.customer_barcodes()) {
    draw_customer_barcode(element, letter, page);
  }
  for (const PasswordElement& element : letter_template.passwords()) {
    if (letter.temporary_password.empty()) continue;
    PasswordDrawer drawer(element, fonts, page);
    if (auto obstacle = drawer.draw(letter.temporary_password)) return obstacle;
  }
  return std::nullopt;
}

}  // namespace saihakko
