#include "core/files/csv_reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/sheet_reader.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostFields = 16'384;  // the columns of a worksheet of Excel

/// Takes the lines of one record.
class RecordParser {
 public:
  enum class Progress { complete, inside_quotes, broken };

  Progress take(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\r' && i + 1 == line.size() && state_ != State::quoted) break;
      if (const auto fault = take(line[i])) {
        fault_ = *fault;
        return Progress::broken;
      }
    }
    if (state_ == State::quoted) {
      field_ += '\n';
      return Progress::inside_quotes;
    }
    end_field();
    return Progress::complete;
  }

  CsvFault fault() const { return fault_; }
  std::vector<std::string> take_fields() { return std::move(fields_); }

 private:
  enum class State { field_start, plain, quoted, after_quote };

  std::optional<CsvFault> take(char c) {
    switch (state_) {
      case State::field_start:
        if (c == '"') {
          state_ = State::quoted;
          return std::nullopt;
        }
        state_ = State::plain;
        return take_plain(c);
      case State::plain: return take_plain(c);
      case State::quoted:
        if (c == '"') {
          state_ = State::after_quote;
        } else {
          field_ += c;
        }
        return std::nullopt;
      case State::after_quote: return take_after_quote(c);
    }
    return std::nullopt;
  }

  std::optional<CsvFault> take_plain(char c) {
    if (c == '"') return CsvFault::stray_quote;
    if (c == '\r') return CsvFault::stray_cr;
    if (c == ',') {
      if (fields_.size() + 1 >= kMostFields) return CsvFault::too_many_fields;
      end_field();
    } else {
      field_ += c;
    }
    return std::nullopt;
  }

  std::optional<CsvFault> take_after_quote(char c) {
    if (c == ',') {
      if (fields_.size() + 1 >= kMostFields) return CsvFault::too_many_fields;
      end_field();
    } else if (c == '"') {
      field_ += c;
      state_ = State::quoted;
    } else {
      return CsvFault::text_after_quote;
    }
    return std::nullopt;
  }

  void end_field() {
    fields_.push_back(std::move(field_));
    field_.clear();
    state_ = State::field_start;
  }

  State state_ = State::field_start;
  std::string field_;
  std::vector<std::string> fields_;
  CsvFault fault_ = CsvFault::stray_quote;
};

CsvFault csv_fault(LineFault fault) {
  switch (fault) {
    case LineFault::too_long: return CsvFault::line_too_long;
    case LineFault::nul_byte: return CsvFault::nul_byte;
    case LineFault::undecodable: return CsvFault::undecodable;
  }
  return CsvFault::undecodable;
}

/// A column's name as it may stand in a report.
std::string shown(const std::string& name) {
  constexpr std::size_t kMaxShownBytes = 100;
  if (name.size() > kMaxShownBytes || has_control_character(name)) return {};
  return name;
}

/// A row that a spreadsheet shows empty and writes as commas, or as nothing in a workbook.
bool is_blank(const std::vector<std::string>& fields) {
  return fields.size() != 1 &&
         std::all_of(fields.begin(), fields.end(),
                     [](const std::string& field) { return trim(field).empty(); });
}

/// Spreadsheets write cells that were once touched, blank and beyond the last column.
void drop_blank_surplus(std::vector<std::string>& fields, std::size_t columns) {
  while (fields.size() > columns && trim(fields.back()).empty())
    fields.pop_back();
}

bool is_blank(const TextLine& line) {
  return !line.fault && (line.text.empty() || line.text == "\r");
}

}  // namespace

std::string_view to_japanese(CsvFault fault) {
  switch (fault) {
    case CsvFault::stray_quote: return "引用符（\"）で始まらない項目の中に引用符があります";
    case CsvFault::text_after_quote: return "閉じの引用符（\"）とカンマの間に文字があります";
    case CsvFault::unterminated_quote: return "引用符（\"）が閉じられていません";
    case CsvFault::stray_cr: return "項目の中に改行コードCRが単独であります";
    case CsvFault::field_count: return "項目の数が見出しと異なります";
    case CsvFault::line_too_long: return to_japanese(LineFault::too_long);
    case CsvFault::nul_byte: return to_japanese(LineFault::nul_byte);
    case CsvFault::undecodable: return to_japanese(LineFault::undecodable);
    case CsvFault::no_header: return "見出しの行がありません";
    case CsvFault::too_many_fields: return "項目が16384個より多くあります";
    case CsvFault::duplicate_column: return "同じ名前の見出しが複数あります";
    case CsvFault::old_workbook:
      return "古い形式(.xls)か、パスワードの付いたブックです。パスワードを外し、"
             "xlsx か「CSV UTF-8(コンマ区切り)」で保存し直してください";
    case CsvFault::broken_workbook:
      return "ブックを読めません。開いて確かめ、保存し直してください";
    case CsvFault::hidden_value:
      return "数の表示形式が値を変えて見せています。セルの書式を「文字列」か「標準」にし、"
             "見えるとおりに入力し直してください";
  }
  return {};
}

CsvReader::CsvReader(const std::filesystem::path& path) : file_(path, AcceptedText::utf8_or_cp932) {
  open_workbook();
  if (!header_error_) read_header();
  fields_ = columns_.size();
}

CsvReader::CsvReader(const std::filesystem::path& path, std::size_t fields)
    : file_(path, AcceptedText::utf8_or_cp932), fields_(fields) {}

CsvReader::~CsvReader() = default;

void CsvReader::open_workbook() {
  constexpr std::string_view kZip("PK\x03\x04", 4);
  constexpr std::string_view kCompoundFile("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);  // [MS-CFB] 2.2
  std::array<char, 8> bytes{};
  const auto read = ::pread(file_.descriptor(), bytes.data(), bytes.size(), 0);
  const std::string_view head(bytes.data(), read < 0 ? 0 : static_cast<std::size_t>(read));
  if (head == kCompoundFile) header_error_ = CsvError{1, 1, CsvFault::old_workbook, {}};
  if (!head.starts_with(kZip)) return;
  try {
    sheet_ = std::make_unique<SheetReader>(file_.descriptor());
  } catch (const ZipError& error) {
    header_error_ = CsvError{1, 1, CsvFault::broken_workbook, error.what()};
  } catch (const XmlError& error) {
    header_error_ = CsvError{1, 1, CsvFault::broken_workbook, error.what()};
  }
}

void CsvReader::read_header() {
  auto header = read_filled_record();
  if (!header) {
    header_error_ = CsvError{1, 1, CsvFault::no_header, {}};
    return;
  }
  if (auto* error = std::get_if<CsvError>(&*header)) {
    header_error_ = std::move(*error);
    return;
  }
  const CsvRow& row = std::get<CsvRow>(*header);
  first_column_as_written_ = row.fields.front();
  std::unordered_set<std::string> names;
  for (const std::string& field : row.fields) {
    std::string name = clean_text(field);
    if (!name.empty() && !names.insert(name).second) {
      header_error_ = CsvError{row.line, row.row, CsvFault::duplicate_column, shown(name)};
      return;
    }
    columns_.push_back(std::move(name));
  }
}

std::optional<std::size_t> CsvReader::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  // Spreadsheets leave columns without a name behind: they are not there for a reader.
  if (found == columns_.end() || name.empty()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

void CsvReader::need(std::span<const char* const> names) {
  needed_.resize(columns_.size());
  for (const char* name : names) {
    if (const auto index = column(name)) needed_[*index] = true;
  }
}

std::int64_t CsvReader::next_line() const {
  return sheet_ ? rows_ + 1 : file_.place().line;
}

std::optional<std::variant<CsvRow, CsvError>> CsvReader::next() {
  if (header_error_) return std::nullopt;
  auto record = read_filled_record();
  if (!record) return std::nullopt;
  auto* row = std::get_if<CsvRow>(&*record);
  if (row == nullptr) return record;
  if (sheet_) {
    row->fields.resize(fields_);
  } else {
    drop_blank_surplus(row->fields, fields_);
  }
  if (row->fields.size() == fields_) return record;
  std::string detail =
      fmt::format("{}は{}項目、この行は{}項目", columns_.empty() ? "正しい行" : "見出し", fields_,
                  row->fields.size());
  if (next_line() - row->line > 1) detail += fmt::format("（{}行目まで）", next_line() - 1);
  return CsvError{row->line, row->row, CsvFault::field_count, std::move(detail)};
}

void CsvReader::skip_to_line(std::int64_t number) {
  // Read and not only passed over: the rows before it are counted.
  while (next_line() < number && read_record()) {
  }
}

std::optional<std::variant<CsvRow, CsvError>> CsvReader::read_filled_record() {
  while (true) {
    auto record = read_record();
    const auto* row = record ? std::get_if<CsvRow>(&*record) : nullptr;
    if (row == nullptr || !is_blank(row->fields)) return record;
  }
}

/// The first line of the next record.
std::optional<TextLine> CsvReader::next_text_line() {
  std::optional<TextLine> line = file_.next();
  for (; line && is_blank(*line); line = file_.next())
    ++rows_;
  if (line) ++rows_;
  return line;
}

std::optional<std::variant<CsvRow, CsvError>> CsvReader::read_sheet_row() {
  std::optional<SheetRow> row;
  try {
    row = sheet_->next();
  } catch (const std::runtime_error& changed) {  // since it was read once through
    ++rows_;
    return CsvError{rows_, rows_, CsvFault::broken_workbook, changed.what()};
  }
  if (!row) return std::nullopt;
  rows_ = row->row;
  for (const std::size_t index : row->unread) {
    if (index >= needed_.size() || !needed_[index]) continue;
    return CsvError{row->row, row->row, CsvFault::hidden_value,
                    fmt::format("列「{}」", shown(columns_[index]))};
  }
  return CsvRow{row->row, row->row, std::move(row->fields)};
}

std::optional<std::variant<CsvRow, CsvError>> CsvReader::read_record() {
  if (sheet_) return read_sheet_row();
  std::optional<TextLine> line = next_text_line();
  if (!line) return std::nullopt;

  const std::int64_t first = line->number;
  const TextFile::Place second = file_.place();
  RecordParser parser;
  std::size_t bytes = 0;
  const auto broken = [&](CsvFault fault) {
    if (file_.place().line > second.line) file_.seek(second);
    return CsvError{first, rows_, fault, {}};
  };
  while (true) {
    if (!line) return broken(CsvFault::unterminated_quote);
    if (line->fault) return broken(csv_fault(*line->fault));
    bytes += line->text.size() + 1;
    if (line->number > first && bytes > kMaxLineBytes) return broken(CsvFault::unterminated_quote);
    switch (parser.take(line->text)) {
      case RecordParser::Progress::complete: return CsvRow{first, rows_, parser.take_fields()};
      case RecordParser::Progress::broken: return broken(parser.fault());
      case RecordParser::Progress::inside_quotes: line = file_.next();
    }
  }
}

}  // namespace saihakko
