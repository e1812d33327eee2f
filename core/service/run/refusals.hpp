#pragma once

#include <string_view>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Refuses a clock that runs ahead (`--as-of`) for what would be written, except on an installation
/// for rehearsals: it would lapse what is good and put off what is due. Throws UsageError.
void refuse_clock_ahead(Database& database, const Clock& clock);

/// Refuses any other clock than the real one for what cannot be made good, except on an
/// installation for rehearsals. `what` is refused: a command's words, in the message. Throws
/// UsageError.
void refuse_moved_clock(Database& database, const Clock& clock, std::string_view what);

/// Refuses what would print or mail twice, or lose what is to be compared, as long as a restored
/// database is not reconciled. Throws ConfigurationError.
void refuse_before_reconcile(Database& database);

}  // namespace saihakko
