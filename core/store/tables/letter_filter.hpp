#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/letter_state.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// Which letters a list shows: those that fit all that is set.
struct LetterFilter {
  std::optional<LetterState> state;
  std::string prefecture;  ///< of the union; this and the next empty: any
  std::string batch;       ///< its name
  std::string receipt_number;
  std::string office_number;
};

/// Newest first, at most `limit`.
std::vector<Letter> newest_letters(Database& database, const LetterFilter& filter,
                                   std::int64_t limit);

}  // namespace saihakko
