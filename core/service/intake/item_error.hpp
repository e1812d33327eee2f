#pragma once

#include <string>
#include <vector>

namespace saihakko {

/// Why one item of an input file was set aside.
struct ItemError {
  std::string field;   ///< the column or key; empty for the item as a whole
  std::string value;   ///< as it was given
  std::string reason;  ///< in Japanese: what is wrong and what would be right
};

using ItemErrors = std::vector<ItemError>;

}  // namespace saihakko
