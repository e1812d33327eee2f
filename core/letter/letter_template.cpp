#include "core/letter/letter_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/domain/utf8.hpp"
#include "core/letter/mapped_file.hpp"
#include "core/letter/toml_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMaxTemplateBytes = 256UL << 10U;
constexpr Limits kMillimetres = {0, LetterTemplate::kPageHeight};
constexpr Limits kPoints = {4, 72};
constexpr Limits kLineHeight = {1, 3};
constexpr Limits kRuleWidth = {0.05, 2};
constexpr Limits kModule = {0.25, 1};  // narrower bars are not read back from office printers
constexpr Limits kCustomerBarcodePoints = {8, 11.5};
constexpr Limits kCells = {1, 16};
constexpr Limits kLines = {1, 100};
constexpr Limits kIndent = {0, 8};
constexpr double kDefaultLineHeight = 1.3;
constexpr double kDefaultPadding = 2;
constexpr double kCellMargin = 0.8;  // above and below a cell's text

LetterField field_of(TomlTable& table, std::string_view key, std::string_view name) {
  const auto field = letter_field(name);
  if (!field) table.refuse(key, fmt::format("の {{{{{}}}}} という項目はありません", name));
  return *field;
}

std::u32string words_of(TomlTable& table, std::string_view key, std::string_view text) {
  if (has_control_character(text)) table.refuse(key, "に改行などの制御文字があります");
  return decode_utf8(text).value();
}

TextPieces pieces_of(TomlTable& table, std::string_view key, std::string_view text) {
  TextPieces pieces;
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    if (open != 0) pieces.push_back({words_of(table, key, text.substr(0, open)), std::nullopt});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) table.refuse(key, "の {{ が }} で閉じられていません");
    const auto field = field_of(table, key, text.substr(open + 2, close - open - 2));
    pieces.push_back({{}, field});
    text.remove_prefix(close + 2);
  }
  for (const TextPiece& piece : pieces) {
    if (piece.field == LetterField::contact && pieces.size() > 1) {
      table.refuse(key, "の {{contact}} は何行にもなるので、ほかの語と並べられません");
    }
  }
  return pieces;
}

MmBox box_of(TomlTable& table) {
  const auto n = table.numbers("box", 4, kMillimetres);
  const MmBox box = {n[0], n[1], n[2], n[3]};
  if (box.width <= 0 || box.height <= 0 || box.x + box.width > LetterTemplate::kPageWidth ||
      box.y + box.height > LetterTemplate::kPageHeight) {
    table.refuse("box", "が用紙からはみ出すか、大きさがありません");
  }
  return box;
}

Align align_of(TomlTable& table, Align otherwise) {
  if (!table.has("align")) return otherwise;
  const std::string word = table.text("align");
  if (word == "left") return Align::left;
  if (word == "center") return Align::center;
  if (word == "right") return Align::right;
  table.refuse("align", "は left、center、right のどれかです");
}

VerticalAlign vertical_align_of(TomlTable& table, VerticalAlign otherwise) {
  if (!table.has("valign")) return otherwise;
  const std::string word = table.text("valign");
  if (word == "top") return VerticalAlign::top;
  if (word == "middle") return VerticalAlign::middle;
  if (word == "bottom") return VerticalAlign::bottom;
  table.refuse("valign", "は top、middle、bottom のどれかです");
}

/// Everything of a text but its box and its vertical alignment.
TextElement text_of(TomlTable& table) {
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
    element.paragraphs.push_back(pieces_of(table, "text", paragraph));
  }
  return element;
}

MmBox inset(const MmBox& box, double x, double y) {
  return {box.x + x, box.y + y, box.width - 2 * x, box.height - 2 * y};
}

}  // namespace

/// Fills a LetterTemplate from the parsed file; a table is taken apart into texts and rules.
class LetterTemplateReader {
 public:
  explicit LetterTemplateReader(const std::filesystem::path& file) { template_.file_ = file; }

  LetterTemplate read(const toml::table& root) {
    TomlTable page(template_.file_, root);
    if (page.text("paper") != "A4") page.refuse("paper", "に指定できるのは A4 だけです");
    rule_width_ = page.number("rule_width", kRuleWidth);
    for (TomlTable& table : page.tables("text"))
      read_text(table);
    for (TomlTable& table : page.tables("line"))
      read_line(table);
    for (TomlTable& table : page.tables("table"))
      read_table(table);
    for (TomlTable& table : page.tables("code128"))
      read_code_128(table);
    for (TomlTable& table : page.tables("customer_barcode"))
      read_customer_barcode(table);
    for (TomlTable& table : page.tables("password"))
      read_password(table);
    page.finish();
    if (template_.passwords_.size() != 1) page.refuse("password", "の枠は一つだけ必要です");
    return std::move(template_);
  }

 private:
  void read_text(TomlTable& table) {
    TextElement element = text_of(table);
    element.box = box_of(table);
    element.align = align_of(table, Align::left);
    element.vertical_align = vertical_align_of(table, VerticalAlign::top);
    table.finish();
    template_.texts_.push_back(std::move(element));
  }

  void read_line(TomlTable& table) {
    const auto from = table.numbers("from", 2, kMillimetres);
    const auto to = table.numbers("to", 2, kMillimetres);
    const double width = table.number("width", kRuleWidth, rule_width_);
    if (from[0] > LetterTemplate::kPageWidth || to[0] > LetterTemplate::kPageWidth) {
      table.refuse("to", "が用紙からはみ出します");
    }
    if (from[0] != to[0] && from[1] != to[1]) table.refuse("to", "は水平か垂直の線にしてください");
    add_rule(from[0], from[1], to[0], to[1], width);
    table.finish();
  }

  /// A straight rule, `width` thick, half of it on either side.
  void add_rule(double x0, double y0, double x1, double y1, double width) {
    const double half = width / 2;
    const auto [left, right] = std::minmax(x0, x1);
    const auto [top, bottom] = std::minmax(y0, y1);
    template_.rules_.push_back(
        {{left - half, top - half, right - left + width, bottom - top + width}});
  }

  void read_table(TomlTable& table) {
    const auto at = table.numbers("at", 2, kMillimetres);
    const double width = table.number("width", {1, LetterTemplate::kPageWidth - at[0]});
    const double right = at[0] + width;
    double y = at[1];
    for (TomlTable& row : table.tables("row")) {
      const double height = row.number("height", {3, LetterTemplate::kPageHeight - y});
      add_rule(at[0], y, right, y, rule_width_);
      double x = at[0];
      for (TomlTable& cell : row.tables("cell"))
        x = read_cell(cell, {x, y, right - x, height});
      if (x != right) row.refuse("cell", "の幅の合計が表の幅と合いません");
      add_rule(at[0], y, at[0], y + height, rule_width_);
      y += height;
      row.finish();
    }
    add_rule(at[0], y, right, y, rule_width_);
    table.finish();
  }

  /// Reads one cell of a row into the left part of `rest`; gives its right edge.
  double read_cell(TomlTable& cell, MmBox rest) {
    rest.width = cell.has("width") ? cell.number("width", {1, rest.width}) : rest.width;
    const double right = rest.x + rest.width;
    add_rule(right, rest.y, right, rest.y + rest.height, rule_width_);
    if (cell.has("text")) {
      TextElement element = text_of(cell);
      const double padding = cell.number("padding", {0, rest.width / 3}, kDefaultPadding);
      element.box = inset(rest, padding, kCellMargin);
      element.align = align_of(cell, Align::left);
      element.vertical_align = vertical_align_of(cell, VerticalAlign::middle);
      template_.texts_.push_back(std::move(element));
    }
    cell.finish();
    return right;
  }

  void read_code_128(TomlTable& table) {
    Code128Element element;
    element.box = box_of(table);
    element.max_module = table.number("module", kModule);
    element.field = field_of(table, "field", table.text("field"));
    template_.code_128s_.push_back(element);
    table.finish();
  }

  void read_customer_barcode(TomlTable& table) {
    const auto at = table.numbers("at", 2, kMillimetres);
    template_.customer_barcodes_.push_back(
        {at[0], at[1], table.number("size", kCustomerBarcodePoints)});
    table.finish();
  }

  void read_password(TomlTable& table) {
    constexpr int kLongestPassword = 16;
    PasswordElement element;
    element.box = box_of(table);
    element.columns = table.whole_number("columns", kCells);
    element.rows = (kLongestPassword + element.columns - 1) / element.columns;
    element.gap = table.number("gap", {0, 5});
    element.rule_width = table.number("rule_width", kRuleWidth, rule_width_);
    element.character_size = table.number("character_size", kPoints);
    element.class_size = table.number("class_size", kPoints);
    element.reading_size = table.number("reading_size", kPoints);
    template_.passwords_.push_back(element);
    table.finish();
  }

  LetterTemplate template_;
  double rule_width_ = 0;
};

LetterTemplate LetterTemplate::load(const std::filesystem::path& file) {
  const MappedFile content(file, kMaxTemplateBytes);
  try {
    const toml::table root = toml::parse(content.bytes(), file.string());
    return LetterTemplateReader(file).read(root);
  } catch (const toml::parse_error& error) {
    refuse_template(file, static_cast<int>(error.source().begin.line),
                    fmt::format("TOML として読めません（{}）", error.description()));
  }
}

}  // namespace saihakko
