#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A part of the database that is compared with what was kept of it: a covered table, or the audit.
struct ComparedPiece {
  std::string piece;
  Instant compared;           ///< when it was last read to its end; 0 before the first time
  std::int64_t reached = 0;   ///< the row behind which it goes on; 0: it begins anew
  std::int64_t breaches = 0;  ///< that the last reading has found so far
  std::string subject;        ///< of the first of them
};

std::vector<ComparedPiece> compared_pieces(Database& database);

/// Puts the row of a piece in the place of the one there is.
void put_compared_piece(Database& database, const ComparedPiece& piece);

}  // namespace saihakko
