#include "core/letter/page_field.hpp"

#include <algorithm>

namespace saihakko {

std::optional<std::size_t> find_field(const PageFields& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const PageField& field) { return field.name == name; });
  if (found == fields.end()) return std::nullopt;
  return static_cast<std::size_t>(found - fields.begin());
}

}  // namespace saihakko
