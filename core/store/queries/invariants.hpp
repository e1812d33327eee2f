#pragma once

#include <string>
#include <vector>

#include "core/store/engine/database.hpp"

namespace saihakko {

/// Something that holds at all times, with the query that finds what breaks it: one text column,
/// the number of the row.
struct Invariant {
  const char* name;
  const char* sentence;  ///< in Japanese: what does not hold for the rows found
  const char* query;
};

const std::vector<Invariant>& invariants();

/// The rows that break it, at most 100.
std::vector<std::string> breaches_of(Database& database, const Invariant& invariant);

}  // namespace saihakko
