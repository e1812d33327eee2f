#pragma once

#include <string_view>
#include <vector>

namespace saihakko {

/// A table whose rows each carry a digest of some of their columns.
struct CoveredTable {
  const char* name;
  const char* subject;               ///< the column by which a person finds the row; nobody's name
  std::vector<const char*> columns;  ///< covered, in the order of the digest
};

/// All of them. What a job keeps for its own order alone (claims, counts of tries at a relay) is
/// not covered. A migration that changes a list, or values in a covered column, must have the
/// digests made anew.
const std::vector<CoveredTable>& covered_tables();

}  // namespace saihakko
