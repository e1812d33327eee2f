#pragma once

#include <cstdint>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Reads on where the last call has ended: the chain of the audit, and one covered table after the
/// other, with its digests and their sum. Each piece is due once a day. Begins no further piece
/// once `most_rows` were read; a table is read at once, for its sum is of one instant. What does
/// not hold stands in compared_pieces, until the piece was read again. Without the key it does
/// nothing.
void compare_pieces(Database& database, std::int64_t most_rows, Instant now);

}  // namespace saihakko
