#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/letter_state.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/batches_table.hpp"

namespace saihakko {

/// A batch that was committed, and how far its letters are.
struct BatchStanding {
  Batch batch;
  Instant made_at;
  std::int64_t files = 0;                      ///< PDF files with letters
  std::map<LetterState, std::int64_t> counts;  ///< states without a letter are left out

  /// How many letters are in this state.
  std::int64_t in(LetterState state) const;
};

/// Newest first, at most `limit`, of one union where `prefecture` is not empty.
std::vector<BatchStanding> batch_standings(Database& database, std::string_view prefecture,
                                           std::int64_t limit);

/// nullopt when no batch of this name was committed.
std::optional<BatchStanding> find_batch_standing(Database& database, std::string_view name);

}  // namespace saihakko
