#pragma once

#include <cstddef>
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
  double width = 10;  ///< in half-width characters of 10 points
  CellUse use = CellUse::told;
  std::string choices = {};  ///< of a drop-down: `a,b,c`, or cells as in `='理由'!$A$2:$A$9`
  std::size_t longest = 0;   ///< characters that may be typed; 0: any number
  std::string refusal = {};  ///< what a person reads who types something else; up to 80 characters
};

/// What a sheet is for.
enum class SheetUse {
  read,
  /// All but the columns that are filled in is protected, without a password; rows can be filtered.
  fill_in,
  /// A cell too tall for a page says where it goes on.
  print
};

/// A table of one sheet: a header that stays in view, as do the first `frozen` columns. Printed, it
/// is A4 landscape, all printed columns on one page, with `heading` and a page number. At 9 points
/// on paper, and 10 on a screen, columns of a width of 160 are printed at 8 points or more.
struct Sheet {
  std::string name;
  std::vector<SheetColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  int frozen = 0;
  int printed_columns = 0;  ///< the first ones; 0: all. Others make no row taller than 8 lines
  SheetUse use = SheetUse::read;
  std::string heading = {};
};

/// The bytes of an xlsx file; the first sheet is the one that a spreadsheet saves as CSV. Every
/// cell is text, whatever it looks like: never a number, a date or a formula. Throws WorkbookError,
/// also for a text above 32,767 characters and more than 1,048,575 rows.
std::string write_workbook(const std::vector<Sheet>& sheets);

/// Whether the XML of every part of the workbook ends as it began. libxlsxwriter writes its parts
/// into temporary files and does not notice that their disk is full.
bool is_whole_workbook(std::string_view workbook);

}  // namespace saihakko
