#pragma once

#include "core/service/settings.hpp"
#include "core/store/database.hpp"

namespace saihakko {

/// Tells the print room, in each union's stop.csv, which letters of its batches must not be posted
/// any more: spoiled, returned, voided before they were posted, or lost to a restored database. To
/// be called after a commit that may have made one so, and at the start of render-letters, should a
/// kill have come between. Throws StoreError, FileError.
void write_stop_lists(Database& database, const Settings& settings);

}  // namespace saihakko
