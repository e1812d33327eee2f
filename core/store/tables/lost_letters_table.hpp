#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A letter in a sealed batch that a restored database does not know.
struct LostLetter {
  std::string notice_number;
  std::string receipt_number;  ///< of an application that may be lost too
  std::string office_number;
  std::int64_t batch_id = 0;
  std::int64_t edition = 1;
  std::string file;
  std::int64_t page = 1;
  std::string batch;       ///< its name; read only
  std::string prefecture;  ///< of the batch; read only
};

/// False for one that is known to be lost already.
bool add_lost_letter(Database& database, const LostLetter& letter, Instant now);

/// Those of a union whose paper may still be posted by mistake, in the order of batches and pages.
std::vector<LostLetter> lost_letters_to_pull(Database& database, std::string_view prefecture);

std::optional<LostLetter> find_lost_letter(Database& database, std::string_view notice_number);

/// Its paper is destroyed; false when that was reported before.
bool mark_lost_letter_gone(Database& database, std::string_view notice_number, Instant now);

/// Those whose batch has not been purged, by notice number.
std::vector<LostLetter> lost_letters(Database& database);

}  // namespace saihakko
