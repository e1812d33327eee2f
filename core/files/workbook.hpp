#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The library could not make the workbook, or made a damaged one.
class WorkbookError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class CellUse { told, filled_in };

struct SheetColumn {
  std::string title;
  double width = 10;  ///< in half-width characters
  CellUse use = CellUse::told;
  std::string
      choices;  ///< of a drop-down: `a,b,c`, or cells as in `='理由'!$A$2:$A$9`; empty: none
};

/// A table of one sheet: a header that stays in view, as do the first `frozen` columns.
struct Sheet {
  std::string name;
  std::vector<SheetColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  int frozen = 0;
};

/// The bytes of an xlsx file; the first sheet is the one that a spreadsheet saves as CSV. Every
/// cell is text, whatever it looks like: never a number, a date or a formula. Throws WorkbookError,
/// also for a text above 32,767 characters and more than 1,048,575 rows.
std::string write_workbook(const std::vector<Sheet>& sheets);

/// Whether the XML of every part of the workbook ends as it began. libxlsxwriter writes its parts
/// into temporary files and does not notice that their disk is full.
bool is_whole_workbook(std::string_view workbook);

}  // namespace saihakko
