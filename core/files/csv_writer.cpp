#include "core/files/csv_writer.hpp"

#include <algorithm>
#include <array>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

bool needs_quotes(std::string_view field) {
  return field.find_first_of(",\"\r\n") != std::string_view::npos || field.starts_with(' ') ||
         field.ends_with(' ');
}

void append_field(std::string& line, std::string_view field) {
  if (!needs_quotes(field)) {
    line += field;
    return;
  }
  line += '"';
  for (const char c : field) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

template <typename Fields>
std::string joined(const Fields& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    append_field(line, fields[i]);
  }
  return line += "\r\n";
}

}  // namespace

std::string defused(std::string_view text) {
  std::string cell = visible_text(text);
  constexpr std::array<std::string_view, 8> kBeginnings{"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  const bool formula = std::ranges::any_of(
      kBeginnings, [&cell](std::string_view beginning) { return cell.starts_with(beginning); });
  return formula ? "'" + cell : cell;
}

std::string csv_line(std::span<const std::string_view> fields) {
  return joined(fields);
}

std::string csv_line(std::span<const std::string> fields) {
  return joined(fields);
}

}  // namespace saihakko
