#include "core/letter/template_text.hpp"

#include <fmt/format.h>

#include <optional>

#include "core/domain/utf8.hpp"
#include "core/letter/printed_text.hpp"

namespace saihakko {
namespace {

constexpr Limits kLineHeight = {1, 3};
constexpr Limits kLines = {1, 100};
constexpr Limits kIndent = {0, 8};
constexpr double kDefaultLineHeight = 1.3;

TextPieces read_pieces(TomlTable& table, const PageFields& fields, std::string_view key,
                       std::string_view text) {
  TextPieces pieces;
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    if (open != 0) pieces.push_back({read_words(table, key, text.substr(0, open)), std::nullopt});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) table.refuse(key, "の {{ が }} で閉じられていません");
    const auto field = read_field(table, fields, key, text.substr(open + 2, close - open - 2));
    pieces.push_back({{}, field});
    text.remove_prefix(close + 2);
  }
  for (const TextPiece& piece : pieces) {
    if (!piece.field || pieces.size() == 1) continue;
    const PageField& field = fields[*piece.field];
    if (field.lines == FieldLines::several) {
      table.refuse(key, fmt::format("の {{{{{}}}}} は何行にもなるので、ほかの語と並べられません",
                                    field.name));
    }
  }
  return pieces;
}

}  // namespace

std::size_t read_field(TomlTable& table, const PageFields& fields, std::string_view key,
                       std::string_view name) {
  const auto field = find_field(fields, name);
  if (!field) table.refuse(key, fmt::format("の {{{{{}}}}} という項目はありません", name));
  return *field;
}

std::u32string read_words(TomlTable& table, std::string_view key, std::string_view text) {
  if (has_control_character(text)) table.refuse(key, "に改行などの制御文字があります");
  return printed_text(text).value();
}

MmBox read_box(TomlTable& table, std::string_view key) {
  const auto n = table.numbers(key, 4, kMillimetres);
  const MmBox box = {n[0], n[1], n[2], n[3]};
  if (box.width <= 0 || box.height <= 0 || box.x + box.width > LetterTemplate::kPageWidth ||
      box.y + box.height > LetterTemplate::kPageHeight) {
    table.refuse(key, "が用紙からはみ出すか、大きさがありません");
  }
  return box;
}

Align read_align(TomlTable& table, Align otherwise) {
  if (!table.has("align")) return otherwise;
  const std::string word = table.text("align");
  if (word == "left") return Align::left;
  if (word == "center") return Align::center;
  if (word == "right") return Align::right;
  table.refuse("align", "は left、center、right のどれかです");
}

VerticalAlign read_vertical_align(TomlTable& table, VerticalAlign otherwise) {
  if (!table.has("valign")) return otherwise;
  const std::string word = table.text("valign");
  if (word == "top") return VerticalAlign::top;
  if (word == "middle") return VerticalAlign::middle;
  if (word == "bottom") return VerticalAlign::bottom;
  table.refuse("valign", "は top、middle、bottom のどれかです");
}

TextElement read_text_element(TomlTable& table, const PageFields& fields) {
  TextElement element;
  element.line = table.line();
  element.size = table.number("size", kPoints);
  element.shrink_to = table.number("shrink_to", {kPoints.least, element.size}, element.size);
  element.min_size = table.number("min_size", {kPoints.least, element.size}, element.shrink_to);
  element.line_height = table.number("line_height", kLineHeight, kDefaultLineHeight);
  element.hanging = table.number("hanging", kIndent, 0);
  element.gap = table.number("gap", kMillimetres, 0);
  element.max_lines = table.whole_number("max_lines", kLines, static_cast<int>(kLines.most));
  element.bold = table.flag("bold", false);
  for (const std::string& paragraph : table.texts("text")) {
    element.paragraphs.push_back(read_pieces(table, fields, "text", paragraph));
  }
  return element;
}

}  // namespace saihakko
