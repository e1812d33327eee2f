#include "core/letter/letter_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/letter/cover_content.hpp"
#include "core/letter/letter_content.hpp"
#include "core/letter/mapped_file.hpp"
#include "core/letter/template_text.hpp"
#include "core/letter/toml_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMaxTemplateBytes = 256UL << 10U;
constexpr std::size_t kMostDots = 256;
constexpr Limits kRuleWidth = {0.05, 2};
constexpr Limits kModule = {0.25, 1};  // narrower bars are not read back from office printers
constexpr Limits kCustomerBarcodePoints = {8, 11.5};
constexpr Limits kMatrixModule = {0.35, 1};
constexpr Limits kInserterPitch = {2, 10};
constexpr Limits kInserterThickness = {0.2, 1};
constexpr Limits kCells = {6, 12};  // more are too narrow for ダブリュー
constexpr const char* kPullHeads[kPullColumns] = {"notice_number", "batch",  "file",
                                                  "page",          "reason", "tick"};
constexpr Limits kAreaColumns = {1, 8};
constexpr std::size_t kFolds = 2;  // in three
constexpr double kDefaultPadding = 2;
constexpr double kCellMargin = 0.8;  // above and below a cell's text

/// The library's tables are destroyed one inside the other: a key of very many parts would run the
/// stack over. A dot behind a dot separates no parts.
void require_shallow_keys(const std::filesystem::path& file, std::string_view text) {
  int line = 1;
  std::size_t dots = 0;
  char before = '\n';
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
    } else if (c == '.' && before != '.' && ++dots > kMostDots) {
      refuse_template(file, line, fmt::format("1行に点が{}個より多くあります", kMostDots));
    }
    if (c != ' ' && c != '\t') before = c;
  }
}

/// Hands the parsed file to `read`.
template <class Read>
LetterTemplate parse(const std::filesystem::path& file, Read read) {
  const MappedFile content(file, kMaxTemplateBytes);
  require_shallow_keys(file, content.bytes());
  try {
    const toml::table root = toml::parse(content.bytes(), file.string());
    return read(root);
  } catch (const toml::parse_error& error) {
    refuse_template(file, static_cast<int>(error.source().begin.line),
                    fmt::format("{}文字目から TOML として読めません", error.source().begin.column));
  }
}

MmBox inset(const MmBox& box, double x, double y) {
  return {box.x + x, box.y + y, box.width - 2 * x, box.height - 2 * y};
}

}  // namespace

bool meet(const MmBox& one, const MmBox& other) {
  constexpr double kTolerance = 1e-6;  // millimetres
  const auto overlap = [](double from, double length, double other_from, double other_length) {
    return from < other_from + other_length - kTolerance && other_from < from + length - kTolerance;
  };
  return overlap(one.x, one.width, other.x, other.width) &&
         overlap(one.y, one.height, other.y, other.height);
}

/// Fills a LetterTemplate from the parsed file; a table is taken apart into texts and rules.
class LetterTemplateReader {
 public:
  LetterTemplateReader(const std::filesystem::path& file, PageFields fields)
      : fields_(std::move(fields)) {
    template_.file_ = file;
  }

  LetterTemplate read_letter(const toml::table& root) {
    TomlTable page(template_.file_, root);
    read_page(page);
    if (page.has("window")) template_.window_ = read_box(page, "window");
    if (page.has("folds")) template_.folds_ = page.numbers("folds", kFolds, kMillimetres);
    for (TomlTable& table : page.tables("customer_barcode"))
      read_customer_barcode(table);
    for (TomlTable& table : page.tables("inserter_matrix"))
      read_inserter_matrix(table);
    for (TomlTable& table : page.tables("inserter_lines"))
      read_inserter_lines(table);
    for (TomlTable& table : page.tables("password"))
      read_password(table);
    page.finish();
    if (template_.passwords_.size() != 1) page.refuse("password", "の枠は一つだけ必要です");
    return std::move(template_);
  }

  LetterTemplate read_pull_sheet(const toml::table& root) {
    TomlTable page(template_.file_, root);
    read_page(page);
    for (TomlTable& table : page.tables("pull_table"))
      read_pull_table(table);
    page.finish();
    if (template_.pull_tables_.size() != 1) page.refuse("pull_table", "の枠は一つだけ必要です");
    return std::move(template_);
  }

  LetterTemplate read_cover(const toml::table& root) {
    TomlTable page(template_.file_, root);
    read_page(page);
    for (TomlTable& table : page.tables("area_table"))
      read_area_table(table);
    page.finish();
    if (template_.area_tables_.size() != 1) page.refuse("area_table", "の枠は一つだけ必要です");
    return std::move(template_);
  }

 private:
  void read_page(TomlTable& page) {
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
  }

  void read_text(TomlTable& table) {
    TextElement element = read_text_element(table, fields_);
    element.box = read_box(table);
    element.align = read_align(table, Align::left);
    element.vertical_align = read_vertical_align(table, VerticalAlign::top);
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
      TextElement element = read_text_element(cell, fields_);
      const double padding = cell.number("padding", {0, rest.width / 3}, kDefaultPadding);
      element.box = inset(rest, padding, kCellMargin);
      element.align = read_align(cell, Align::left);
      element.vertical_align = read_vertical_align(cell, VerticalAlign::middle);
      template_.texts_.push_back(std::move(element));
    }
    cell.finish();
    return right;
  }

  void read_code_128(TomlTable& table) {
    Code128Element element;
    element.box = read_box(table);
    element.max_module = table.number("module", kModule);
    element.field = read_field(table, fields_, "field", table.text("field"));
    if (fields_[element.field].lines == FieldLines::several) {
      table.refuse("field", "は何行にもなるので、バーコードにできません");
    }
    template_.code_128s_.push_back(element);
    table.finish();
  }

  void read_customer_barcode(TomlTable& table) {
    const auto at = table.numbers("at", 2, kMillimetres);
    template_.customer_barcodes_.push_back(
        {at[0], at[1], table.number("size", kCustomerBarcodePoints)});
    table.finish();
  }

  void read_inserter_matrix(TomlTable& table) {
    InserterMatrixElement element;
    element.box = read_box(table);
    element.max_module = table.number("module", kMatrixModule);
    template_.inserter_matrices_.push_back(element);
    table.finish();
  }

  void read_inserter_lines(TomlTable& table) {
    InserterLinesElement element;
    element.box = read_box(table);
    element.pitch = table.number("pitch", kInserterPitch);
    element.thickness = table.number("thickness", kInserterThickness);
    if ((kInserterTracks - 1) * element.pitch + element.thickness > element.box.height) {
      table.refuse("box", fmt::format("の高さに{}本の線が入りません", kInserterTracks));
    }
    template_.inserter_lines_.push_back(element);
    table.finish();
  }

  void read_password(TomlTable& table) {
    constexpr int kLongestPassword = 16;
    PasswordElement element;
    element.box = read_box(table);
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

  void read_area_table(TomlTable& table) {
    AreaTableElement element;
    element.line = table.line();
    element.box = read_box(table);
    element.columns = table.whole_number("columns", kAreaColumns);
    element.gap = table.number("gap", {0, 20});
    element.row_height = table.number("row_height", {3, element.box.height / 2});
    element.rule_width = table.number("rule_width", kRuleWidth, rule_width_);
    element.size = table.number("size", kPoints);
    for (const auto& [key, words] :
         {std::pair("area_head", &element.area_head), std::pair("count_head", &element.count_head),
          std::pair("no_postcode", &element.no_postcode), std::pair("rest", &element.rest)}) {
      *words = read_words(table, key, table.text(key));
    }
    template_.area_tables_.push_back(std::move(element));
    table.finish();
  }

  void read_pull_table(TomlTable& table) {
    PullTableElement element;
    element.line = table.line();
    element.box = read_box(table);
    element.row_height = table.number("row_height", {3, element.box.height / 2});
    element.rule_width = table.number("rule_width", kRuleWidth, rule_width_);
    element.size = table.number("size", kPoints);
    element.min_size = table.number("min_size", {kPoints.least, element.size}, element.size);
    for (std::size_t i = 0; i < kPullColumns; ++i) {
      const std::string key = fmt::format("{}_head", kPullHeads[i]);
      element.heads[i] = read_words(table, key, table.text(key));
    }
    template_.pull_tables_.push_back(std::move(element));
    table.finish();
  }

  PageFields fields_;
  LetterTemplate template_;
  double rule_width_ = 0;
};

LetterTemplate LetterTemplate::load(const std::filesystem::path& file) {
  return parse(file, [&file](const toml::table& root) {
    return LetterTemplateReader(file, letter_fields({})).read_letter(root);
  });
}

LetterTemplate LetterTemplate::load_cover(const std::filesystem::path& file) {
  return parse(file, [&file](const toml::table& root) {
    return LetterTemplateReader(file, cover_fields({})).read_cover(root);
  });
}

LetterTemplate LetterTemplate::load_pull_sheet(const std::filesystem::path& file) {
  return parse(file, [&file](const toml::table& root) {
    return LetterTemplateReader(file, pull_sheet_fields({}, {})).read_pull_sheet(root);
  });
}

}  // namespace saihakko
