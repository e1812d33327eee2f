#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What there is to say of a file of the inbox.
enum class InboxStanding {
  waiting,      ///< its job takes it next
  taking,       ///< partly taken: the next run goes on
  writing,      ///< a `.part`, a hidden file or a `~$NAME` of the last day
  abandoned,    ///< the same, older: nobody renames it any more
  link,         ///< nothing is ever taken through one
  wrong_place,  ///< in a folder that no job looks into, or no file
  held,         ///< a ledger that waits for a person's decision
  taken,        ///< wholly taken
  refused       ///< taken, but for rows that were set aside
};
std::string_view to_text(InboxStanding standing);
/// `待ち`, `だれも読まない(古い書きかけ)` …
std::string_view japanese(InboxStanding standing);

struct InboxEntry {
  InboxStanding standing = InboxStanding::waiting;
  std::string kind;  ///< the folder: `decisions`; of a wrong one its name; empty: the inbox itself
  std::string file;
  Instant since;               ///< when it was last written; of what was taken, when that began
  std::int64_t taken = 0;      ///< rows
  std::int64_t refused = 0;    ///< rows
  std::int64_t open_rows = 0;  ///< refused ones that nobody has corrected
};

/// What lies in the inbox, by folder and name, then up to `most` files that were taken, newest
/// first. `now` is the host's time. Folders that may not be read are left out. Throws StoreError.
std::vector<InboxEntry> inbox_entries(Database& database, const Settings& settings,
                                      std::int64_t most, Instant now);

}  // namespace saihakko
