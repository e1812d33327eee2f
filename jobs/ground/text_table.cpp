#include "jobs/ground/text_table.hpp"

#include <locale.h>
#include <wchar.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kGap = 2;

/// The C library's widths in a locale that every Debian has, whatever the user's is.
locale_t utf8_locale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

void print_cell(std::ostream& out, const std::string& cell, std::size_t width, CellAlign align,
                bool last) {
  const std::size_t own = display_width(cell);
  const std::string gap(width > own ? width - own : 0, ' ');
  if (align == CellAlign::right) out << gap;
  out << cell;
  if (last) return;
  if (align == CellAlign::left) out << gap;
  out << std::string(kGap, ' ');
}

}  // namespace

std::size_t display_width(std::string_view text) {
  const auto decoded = decode_utf8(text);
  if (!decoded) return text.size();
  const locale_t previous = ::uselocale(utf8_locale());
  std::size_t width = 0;
  for (const char32_t c : *decoded) {
    const int cells = ::wcwidth(static_cast<wchar_t>(c));
    width += static_cast<std::size_t>(std::max(cells, 0));
  }
  ::uselocale(previous);
  return width;
}

void TextTable::add(std::vector<std::string> cells) {
  for (std::string& cell : cells)
    cell = visible_text(cell);
  rows_.push_back(std::move(cells));
}

void TextTable::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (const TableColumn& column : columns_)
    widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  const auto print_row = [&](auto cell_at) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      print_cell(out, cell_at(i), widths[i], columns_[i].align, i + 1 == columns_.size());
    }
    out << '\n';
  };
  print_row([this](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_)
    print_row([&row](std::size_t i) { return row[i]; });
}

}  // namespace saihakko
