#include "core/service/intake/read_cell.hpp"

#include <fmt/format.h>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {

std::optional<std::string> read_text(std::string_view column, std::string_view cell,
                                     std::size_t longest, ItemErrors& errors) {
  std::string clean = clean_text(cell);
  if (has_control_character(clean)) {
    errors.push_back({std::string(column), "",
                      fmt::format("{}。取り除いてください", control_character_in(cell))});
  } else if (count_code_points(clean) > longest) {
    errors.push_back({std::string(column), "", fmt::format("{}文字を超えています", longest)});
  } else {
    return clean;
  }
  return std::nullopt;
}

}  // namespace saihakko
