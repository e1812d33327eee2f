#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/files/text_file.hpp"

namespace saihakko {

class SheetReader;

/// Why a record of a CSV file was set aside.
enum class CsvFault {
  stray_quote,         ///< a quote inside a field that does not begin with one
  text_after_quote,    ///< text between a closing quote and the next comma
  unterminated_quote,  ///< no closing quote before the end of the file or kMaxLineBytes
  stray_cr,            ///< a carriage return inside a field without quotes
  field_count,         ///< not as many fields as the header
  line_too_long,
  nul_byte,
  undecodable,
  no_header,         ///< the file is empty
  duplicate_column,  ///< two columns of the header have the same name
  old_workbook,      ///< of Excel 97-2003, or protected by a password
  broken_workbook,   ///< damaged, or beyond the limits of SheetReader
  hidden_value,      ///< a number whose format in a workbook changes what it says
  too_many_fields    ///< more than any worksheet has columns
};

/// A sentence in Japanese for the one who mends the file.
std::string_view to_japanese(CsvFault fault);

struct CsvError {
  std::int64_t line = 0;  ///< where the record begins, from 1
  std::int64_t row = 0;   ///< as a spreadsheet counts: a record with line breaks is one row
  CsvFault fault = CsvFault::no_header;
  std::string detail;  ///< Japanese, may be empty; never a field's text but for a column's name
};

/// A record with exactly as many fields as the header.
struct CsvRow {
  std::int64_t line = 0;  ///< where the record begins, from 1
  std::int64_t row = 0;   ///< as a spreadsheet counts: a record with line breaks is one row
  std::vector<std::string> fields;
};

/// The records of a CSV file or of a workbook's first sheet (xlsx, told by its first bytes), with a
/// header or without one (RFC 4180; UTF-8 or CP932, CRLF or LF, also inside quotes), one at a time
/// in bounded memory. Blank lines are passed over. After a broken record it goes on at the line
/// after that record's first one, so that a forgotten quote costs one row; only after a wrong
/// number of fields it goes on behind the record. A row of a sheet is a line, and its cells beyond
/// the header's last column are passed over.
class CsvReader {
 public:
  /// Reads the header. Throws FileError as TextFile does.
  explicit CsvReader(const std::filesystem::path& path);

  /// For a file without a header, each record of which has `fields` fields. Throws FileError as
  /// TextFile does.
  CsvReader(const std::filesystem::path& path, std::size_t fields);

  ~CsvReader();

  /// What is wrong with the header; then there are no records.
  const std::optional<CsvError>& header_error() const { return header_error_; }

  /// The names of the columns as the eye sees them (clean_text).
  const std::vector<std::string>& columns() const { return columns_; }

  /// The name of the first column before it was cleaned: what separates its parts, if another
  /// separator than the comma was meant.
  const std::string& first_column_as_written() const { return first_column_as_written_; }

  /// The index of a column in CsvRow::fields.
  std::optional<std::size_t> column(std::string_view name) const;

  /// The columns whose cells matter: where a workbook's format changes what such a cell says, its
  /// row is an error. Names that the file does not have are passed over.
  void need(std::span<const char* const> names);

  TextEncoding encoding() const { return file_.encoding(); }
  std::int64_t owner_uid() const { return file_.owner_uid(); }
  bool others_may_write() const { return file_.others_may_write(); }

  /// The next record or what is wrong with it; nullopt at the end. Throws FileError.
  std::optional<std::variant<CsvRow, CsvError>> next();

  /// The line where next() goes on: to be kept with what was committed, for skip_to_line().
  std::int64_t next_line() const;

  /// Goes on at line `number`, which must be a next_line() of an earlier reading of the same
  /// file; a lower one than now changes nothing.
  void skip_to_line(std::int64_t number);

 private:
  std::optional<TextLine> next_text_line();
  std::optional<std::variant<CsvRow, CsvError>> read_record();
  std::optional<std::variant<CsvRow, CsvError>> read_sheet_row();
  void open_workbook();
  /// The next one that is no row of blanks.
  std::optional<std::variant<CsvRow, CsvError>> read_filled_record();
  void read_header();

  TextFile file_;
  std::unique_ptr<SheetReader> sheet_;  ///< of a workbook
  std::vector<bool> needed_;            ///< by column
  std::int64_t rows_ = 0;               ///< begun so far, blank lines among them
  std::string first_column_as_written_;
  std::vector<std::string> columns_;
  std::size_t fields_ = 0;  ///< of each record
  std::optional<CsvError> header_error_;
};

}  // namespace saihakko
