#pragma once

#include <string>
#include <vector>

#include "core/domain/void_reason.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A letter that stop.csv names as voided, and why.
struct StoppedLetter {
  std::string notice_number;
  VoidReason reason = VoidReason::other;
};
/// What the stop lists on the disk say, of all unions. Throws FileError.
std::vector<StoppedLetter> letters_on_stop_lists(const Settings& settings);

/// Tells the print room, in each union's stop.csv, which letters of its batches must not be posted
/// any more: spoiled, returned, voided before they were posted, or lost to a restored database. To
/// be called after a commit that may have made one so, and at the start of render-letters, should a
/// kill have come between. Throws StoreError, FileError.
///
/// Nothing is written as long as a restored database is not reconciled: what stands on the disk is
/// all that is known of the letters voided since the backup.
void write_stop_lists(Database& database, const Settings& settings);

/// The same by the reconciliation itself, which has read them.
void write_reconciled_stop_lists(Database& database, const Settings& settings);

}  // namespace saihakko
