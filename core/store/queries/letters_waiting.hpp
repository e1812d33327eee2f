#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The letters of a batch that have waited for a step of the print room since `since` or later.
struct WaitingLetters {
  std::string batch;
  std::string prefecture;
  std::int64_t letters = 0;
  Instant since;
};

/// Sealed at `latest` or before and not collected, of batches that were handed over; oldest batch
/// first.
std::vector<WaitingLetters> letters_not_collected(Database& database, Instant latest);

/// In the print room at `latest` or before, and not posted.
std::vector<WaitingLetters> letters_not_posted(Database& database, Instant latest);

/// When the letter, collected or printed, came into the print room by its own report: the earliest
/// 受取 or 印刷済.
Instant in_print_room_since(Database& database, std::int64_t letter_id);

}  // namespace saihakko
