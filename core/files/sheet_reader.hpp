#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/files/cell_format.hpp"
#include "core/files/xml_parser.hpp"
#include "core/files/zip_archive.hpp"

namespace saihakko {

/// A row of a sheet. A cell that says nothing is an empty field.
struct SheetRow {
  std::int64_t row = 0;  ///< as the spreadsheet counts, from 1
  std::vector<std::string> fields;
  std::vector<std::size_t> unread;  ///< indexes of numbers whose format hides or changes something
};

/// The rows of the first sheet of an xlsx workbook (ECMA-376 part 1, SpreadsheetML), one at a time;
/// in memory are its texts, at most 32 MiB, and one row, at most 2 MiB. Texts come without the
/// readings that a Japanese Excel keeps beside them, formulas as their stored values, numbers as
/// CellFormat shows them. Hidden rows and columns are read.
class SheetReader {
 public:
  /// Reads the file once through, so that a damaged one gives no row at all. Throws ZipError,
  /// XmlError with a Japanese sentence: damaged, encrypted, no workbook, or beyond the limits.
  explicit SheetReader(int descriptor);
  ~SheetReader();
  SheetReader(const SheetReader&) = delete;
  SheetReader& operator=(const SheetReader&) = delete;

  /// nullopt at the end. Throws ZipError, XmlError where the file has been changed since; then it
  /// is at its end.
  std::optional<SheetRow> next();

 private:
  struct Book;
  class RowParser;

  ZipArchive archive_;
  std::unique_ptr<Book> book_;
  std::optional<ZipArchive::Member> sheet_;
  std::unique_ptr<RowParser> rows_;
  bool finished_ = false;
};

}  // namespace saihakko
