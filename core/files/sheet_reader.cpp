#include "core/files/sheet_reader.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "core/files/text_file.hpp"
#include "core/files/workbook_parts.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostRows = 1'048'576;  // of Excel
constexpr std::size_t kMostColumns = 16'384;

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The column of a reference: 27 for `AB12`.
std::size_t column_in(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    if (column > kMostColumns) break;
  }
  if (column == 0 || column > kMostColumns) throw XmlError("セルの番地が読めません");
  return column - 1;
}

}  // namespace

struct SheetReader::Book {
  WorkbookParts parts;
  SharedTexts texts;
  std::vector<CellFormat> formats;  ///< by style
};

/// Makes rows of the elements of a sheet.
class SheetReader::RowParser {
 public:
  enum class Keep { rows, nothing };

  RowParser(const Book& book, Keep keep)
      : book_(book),
        keep_(keep),
        xml_({[this](std::string_view name, const XmlAttributes& of) { start(name, of); },
              [this](std::string_view name) { end(name); },
              [this](std::string_view text) { take(text); }}) {}

  XmlParser& xml() { return xml_; }

  /// Of a piece that is broken no row is given.
  void feed(std::string_view piece) {
    try {
      xml_.feed(piece);
    } catch (...) {
      done_.clear();
      throw;
    }
  }
  void finish() { xml_.finish(); }

  std::optional<SheetRow> next() {
    if (done_.empty()) return std::nullopt;
    SheetRow row = std::move(done_.front());
    done_.pop_front();
    return row;
  }

 private:
  struct Cell {
    std::size_t column = 0;
    std::string type;
    std::size_t style = 0;
    bool has_content = false;
    std::string text;
  };

  void start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "sheetData") {
      inside_ = true;
    } else if (!inside_) {
      return;
    } else if (name == "row") {
      start_row(attributes);
    } else if (name == "c") {
      start_cell(attributes);
    } else if (name == "rPh") {
      in_reading_ = true;
    } else {
      if ((name == "v" || name == "is") && std::exchange(cell_.has_content, true)) {
        throw XmlError("ひとつのセルに値がいくつもあります");
      }
      collecting_ = name == "v" || (name == "t" && !in_reading_);
    }
  }

  void start_row(const XmlAttributes& attributes) {
    const std::string_view given = attributes["r"];
    const std::int64_t row =
        given.empty() ? row_.row + 1 : number_in<std::int64_t>(given).value_or(0);
    if (row <= row_.row || row > kMostRows) throw XmlError("行の番号が読めません");
    row_ = {.row = row};
    bytes_ = 0;
    column_ = 0;
  }

  void start_cell(const XmlAttributes& attributes) {
    const std::string_view reference = attributes["r"];
    cell_.column = reference.empty() ? column_ : column_in(reference);
    if (cell_.column < column_) throw XmlError("セルの番地が読めません");
    if (cell_.column >= kMostColumns) throw XmlError("列が多すぎます");
    column_ = cell_.column + 1;
    cell_.type = attributes["t"];
    cell_.style = number_in<std::size_t>(attributes["s"]).value_or(0);
    cell_.has_content = false;
    cell_.text.clear();
  }

  void take(std::string_view text) {
    if (!collecting_) return;
    cell_.text += text;
    count(text.size());
  }

  void end(std::string_view name) {
    if (!inside_) return;
    collecting_ = false;
    if (name == "sheetData") {
      inside_ = false;
    } else if (name == "rPh") {
      in_reading_ = false;
    } else if (name == "c") {
      end_cell();
    } else if (name == "row" && keep_ == Keep::rows) {
      done_.push_back({row_.row, std::move(row_.fields), std::move(row_.unread)});
    }
  }

  void end_cell() {
    if (cell_.text.empty()) return;
    std::optional<std::string> shown = value();
    const bool unread = !shown;
    std::string text = shown ? std::move(*shown) : cell_.text;
    count(text.size());
    if (keep_ == Keep::nothing) return;
    row_.fields.resize(cell_.column + 1);
    if (unread) row_.unread.push_back(cell_.column);
    row_.fields.back() = std::move(text);
  }

  std::optional<std::string> value() const {
    if (cell_.type == "s") return book_.texts.at(number_in<std::size_t>(cell_.text));
    if (cell_.type == "str" || cell_.type == "inlineStr") return unescaped_text(cell_.text);
    if (cell_.type == "b") return cell_.text == "1" ? "TRUE" : "FALSE";
    if (cell_.type == "e" || cell_.type == "d") return cell_.text;
    if (book_.formats.empty()) {
      return CellFormat::built_in(0).shown(cell_.text, book_.parts.from_1904);
    }
    if (cell_.style >= book_.formats.size()) throw XmlError("セルの書式がありません");
    return book_.formats[cell_.style].shown(cell_.text, book_.parts.from_1904);
  }

  void count(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ > kMaxLineBytes) throw XmlError("長すぎる行があります");
  }

  const Book& book_;
  Keep keep_;
  SheetRow row_;
  Cell cell_;
  std::size_t column_ = 0;  ///< where a cell without a reference stands
  std::size_t bytes_ = 0;   ///< of the row
  bool inside_ = false;
  bool in_reading_ = false;
  bool collecting_ = false;
  std::deque<SheetRow> done_;
  XmlParser xml_;
};

SheetReader::SheetReader(int descriptor) : archive_(descriptor), book_(std::make_unique<Book>()) {
  book_->parts = workbook_parts(archive_);
  if (!book_->parts.styles.empty()) book_->formats = cell_formats(archive_, book_->parts.styles);
  if (!book_->parts.texts.empty()) book_->texts = SharedTexts(archive_, book_->parts.texts);
  RowParser all(*book_, RowParser::Keep::nothing);
  read_part(archive_, book_->parts.sheet, all.xml());
  sheet_.emplace(archive_.open(book_->parts.sheet, kSheetLimits));
  rows_ = std::make_unique<RowParser>(*book_, RowParser::Keep::rows);
}

SheetReader::~SheetReader() = default;

std::optional<SheetRow> SheetReader::next() {
  while (true) {
    if (auto row = rows_->next()) return row;
    if (std::exchange(finished_, true)) return std::nullopt;  // also behind an error
    const std::string_view piece = sheet_->next();
    if (piece.empty()) {
      rows_->finish();
    } else {
      rows_->feed(piece);
      finished_ = false;
    }
  }
}

}  // namespace saihakko
