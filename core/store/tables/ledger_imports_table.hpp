#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What becomes of a ledger: held until somebody decides, or taken at once; what was taken can be
/// taken back (restored).
enum class LedgerState { held, accepted, refused, taking, taken, restoring, restored };
std::string_view to_text(LedgerState state);
std::string_view japanese(LedgerState state);
std::optional<LedgerState> parse_ledger_state(std::string_view text);

/// What a comparison counted of a union's offices.
struct LedgerCounts {
  std::string prefecture;
  std::int64_t offices = 0;  ///< that there were
  std::int64_t added = 0;
  std::int64_t changed = 0;   ///< another name, address, postcode, phone, security mail or status
  std::int64_t closed = 0;    ///< 廃止 now
  std::int64_t lost = 0;      ///< a field or an ID that they had is empty now
  std::int64_t affected = 0;  ///< changed, closed or lost
  std::int64_t absent = 0;    ///< no longer named
  std::int64_t shifted = 0;   ///< with the value that another office had and has no longer
  std::string reasons;        ///< words of LedgerHold joined by commas; empty: nothing to hold
};

struct LedgerImport {
  std::int64_t id = 0;  ///< inbox_files.file_id
  std::string name;     ///< of the file, as it was handed in
  LedgerState state = LedgerState::taking;
  Instant state_since;
  bool partial = false;
  std::int64_t series = 0;
};

std::optional<LedgerImport> find_ledger_import(Database& database, std::int64_t id);
/// In a state, oldest first.
std::vector<LedgerImport> ledger_imports_in(Database& database, LedgerState state);
/// With a file name, newest first.
std::vector<LedgerImport> ledger_imports_named(Database& database, std::string_view name);
/// Up to `most`, newest first.
std::vector<LedgerImport> latest_ledger_imports(Database& database, std::int64_t most);

/// The newest other import that has changed offices after an instant, in whatever state it is now.
std::optional<LedgerImport> ledger_import_taken_after(Database& database, Instant after,
                                                      std::int64_t but_not);

/// Whether a later ledger of its series that is no part stands.
bool followed_by_whole_ledger(Database& database, const LedgerImport& import);

/// A row in the place of an earlier one of the same import, counts included.
void put_ledger_import(Database& database, const LedgerImport& import,
                       const std::vector<LedgerCounts>& counts);
/// False when it was not in the state `from`.
bool set_ledger_state(Database& database, std::int64_t id, LedgerState from, LedgerState to,
                      Instant now);

/// By prefecture.
std::vector<LedgerCounts> ledger_counts_of(Database& database, std::int64_t import_id);

/// The SHA-256 of the file that an import is of.
std::string sum_of_ledger_import(Database& database, std::int64_t id);

/// False when the person has said so already.
bool add_ledger_decision(Database& database, std::int64_t import_id, std::string_view verdict,
                         std::int64_t uid, std::string_view note, Instant now);
/// Forgets what persons have said once it is carried out, so that the same must be said anew.
void remove_ledger_decisions(Database& database, std::int64_t import_id, std::string_view verdict);
/// How many persons have said so.
std::int64_t count_ledger_decisions(Database& database, std::int64_t import_id,
                                    std::string_view verdict);

}  // namespace saihakko
