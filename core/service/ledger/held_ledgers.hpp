#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/service/ledger/restore_ledger.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/ledger_imports_table.hpp"

namespace saihakko {

/// Why a union's offices keep a ledger back, in Japanese with the counts:
/// `連合会 13: 行のずれ(ほかの事業所の値になった事業所 299件)、変更 300件(…)、事業所 300件のうち`.
std::string hold_text(const LedgerCounts& counts);
/// The same for all unions of an import that is held.
std::string hold_text(const std::vector<LedgerCounts>& counts);

/// The counts of the unions that hold it, for the audit: `13 changed=1 closed=0 …`.
std::string held_detail(const std::vector<LedgerCounts>& counts);

/// The words of LedgerHold.
std::vector<std::string> hold_reasons(const LedgerCounts& counts);

/// Whether a file name says that it is a part of a ledger: `*.delta.csv`.
bool is_partial_ledger(const std::string& file_name);

/// Where a held ledger lies; nullopt when its file is not there.
std::optional<std::filesystem::path> held_ledger_file(const Settings& settings,
                                                      const LedgerImport& import);

/// How persons decide about a ledger.
enum class LedgerVerdict { accept, refuse, restore };
std::string_view to_text(LedgerVerdict verdict);

struct LedgerDecided {
  std::int64_t missing = 0;  ///< persons who have to say so, too
  bool changed = true;       ///< false: it was so before
  LedgerReach reach;         ///< of a restore
};

/// A person's decision about a ledger.
struct LedgerDecision {
  LedgerVerdict verdict = LedgerVerdict::accept;
  std::int64_t uid = 0;
  bool nobody = false;  ///< root or the service's user, behind whom no person is known
  std::string note;
  bool may_remove = false;  ///< a restore may remove more offices than `ledger.hold_missing_*`
};

/// Decides about an import in a transaction of its own: accepts or refuses a held one, or has
/// one taken back. Accepting and taking back need as many persons as an approval
/// (`review.approvals`), each of them known. One that was held before another was
/// taken is not accepted: what was shown of it is over. Only who may decide for each of its unions
/// (as with decisions, UnionGroups) does. A refusal is a sentence in Japanese. Nothing else happens
/// here: import-ledger carries it out.
std::variant<LedgerDecided, std::string> decide_ledger(Database& database, const Settings& settings,
                                                       const LedgerImport& import,
                                                       const LedgerDecision& decision, Instant now);

/// What became of held files by decisions, kills and restored databases.
struct SettledLedgers {
  std::vector<std::string> released;  ///< back in the inbox: accepted, or not known as held
  std::vector<std::string> refused;
};

/// Puts each held file where its import says that it belongs. To be called under the lock of
/// import-ledger; repeatable. Throws FileError, StoreError.
SettledLedgers settle_held_ledgers(Database& database, const Settings& settings);

}  // namespace saihakko
