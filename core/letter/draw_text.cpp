#include "core/letter/draw_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/letter/printed_text.hpp"
#include "core/letter/text_fit.hpp"

namespace saihakko {
namespace {

using Obstacle = std::optional<LetterObstacle>;

/// The paragraphs of one text element with the fields of one letter in their places.
struct FilledText {
  std::vector<std::u32string> paragraphs;
  std::string_view first_field;  // the one that is named when the text does not fit
  Obstacle obstacle;
};

class Filler {
 public:
  Filler(const FontChain& fonts, const PageFields& fields) : fonts_(fonts), fields_(fields) {}

  FilledText fill(const TextElement& element) {
    for (const TextPieces& pieces : element.paragraphs) {
      if (pieces.size() == 1 && pieces[0].field &&
          fields_[*pieces[0].field].lines == FieldLines::several) {
        add_lines(fields_[*pieces[0].field]);
      } else {
        add_paragraph(pieces);
      }
    }
    return std::move(filled_);
  }

 private:
  void add_lines(const PageField& field) {
    for (const std::string& line : field.texts)
      filled_.paragraphs.push_back(printable(field.name, line));
  }

  void add_paragraph(const TextPieces& pieces) {
    std::u32string paragraph;
    bool fields = false;
    bool filled = false;
    for (const TextPiece& piece : pieces) {
      paragraph += piece.words;
      if (!piece.field) continue;
      const PageField& field = fields_[*piece.field];
      std::u32string value = printable(field.name, field.texts.front());
      fields = true;
      filled = filled || !value.empty();
      if (paragraph.empty()) {
        paragraph = std::move(value);
      } else {
        paragraph += value;
      }
    }
    if (filled || !fields) filled_.paragraphs.push_back(std::move(paragraph));
  }

  std::u32string printable(std::string_view field, const std::string& value) {
    if (filled_.first_field.empty()) filled_.first_field = field;
    auto text = printed_text(value);
    if (!filled_.obstacle) {
      filled_.obstacle =
          text ? unprintable(fonts_, field, *text) : unprintable(fonts_, field, value);
    }
    return std::move(text).value_or(std::u32string());
  }

  const FontChain& fonts_;
  const PageFields& fields_;
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
    case Align::left: return 0;
    case Align::center: return space / 2;
    case Align::right: return space;
  }
  return 0;
}

double aligned(VerticalAlign align, double space) {
  switch (align) {
    case VerticalAlign::top: return 0;
    case VerticalAlign::middle: return space / 2;
    case VerticalAlign::bottom: return space;
  }
  return 0;
}

/// False when the text does not fit.
bool draw_fitted(const TextElement& element, std::vector<std::u32string> paragraphs,
                 const FontChain& fonts, PageContent& page) {
  const FitRules rules = fit_rules(element);
  const auto fitted = fit_text(fonts, std::move(paragraphs), rules);
  if (!fitted) return false;
  const double left = points(element.box.x);
  const double top =
      points(element.box.y) + aligned(element.vertical_align, rules.height - fitted->height);
  for (const FittedLine& line : fitted->lines) {
    const double x = left + line.x + aligned(element.align, rules.width - line.x - line.width);
    page.text(line.text, x, baseline(top + line.y, fitted->size), fitted->size,
              element.bold ? Weight::bold : Weight::regular);
  }
  return true;
}

Obstacle missing_characters(std::string_view field, const std::u32string& missing) {
  if (missing.empty()) return std::nullopt;
  std::string names;
  for (const char32_t c : missing) {
    if (!names.empty()) names += ", ";
    names += printed_name(c);
  }
  return LetterObstacle{std::string(field), fmt::format("印字できない文字があります（{}）", names)};
}

}  // namespace

std::optional<LetterObstacle> unprintable(const FontChain& fonts, std::string_view field,
                                          std::string_view text) {
  return missing_characters(field, fonts.unprintable(text));
}

std::optional<LetterObstacle> unprintable(const FontChain& fonts, std::string_view field,
                                          std::u32string_view printed) {
  return missing_characters(field, fonts.unprintable(printed));
}

LetterObstacle too_long(std::string_view field) {
  return LetterObstacle{std::string(field), "最小の文字の大きさでも枠に収まりません"};
}

bool is_common(const TextElement& element, const FieldSet& shared) {
  return std::all_of(element.paragraphs.begin(), element.paragraphs.end(), [&](const auto& pieces) {
    return std::all_of(pieces.begin(), pieces.end(), [&](const TextPiece& piece) {
      return !piece.field || shared.has(*piece.field);
    });
  });
}

std::optional<LetterObstacle> draw_text(const TextElement& element, const PageFields& fields,
                                        const FontChain& fonts, PageContent& page) {
  FilledText filled = Filler(fonts, fields).fill(element);
  if (filled.obstacle) return filled.obstacle;
  if (!draw_fitted(element, std::move(filled.paragraphs), fonts, page))
    return too_long(filled.first_field);
  return std::nullopt;
}

}  // namespace saihakko
