#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// How many terminal cells a text takes: two for a full-width character (East Asian Width), none
/// for a combining one.
std::size_t display_width(std::string_view text);

enum class CellAlign { left, right };

struct TableColumn {
  std::string title;
  CellAlign align = CellAlign::left;
};

/// A table with a header, its columns aligned on a terminal with full-width characters.
class TextTable {
 public:
  explicit TextTable(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

  /// As many cells as columns. They are shown as visible_text().
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  void print(std::ostream& out) const;

 private:
  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace saihakko
