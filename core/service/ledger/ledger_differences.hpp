#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/office.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/ledger_imports_table.hpp"

namespace saihakko {

/// What a ledger would do, or did, to one field of an office.
struct LedgerDifference {
  enum class Kind { added, changed, closed, lost, absent };
  std::string office_number;
  Kind kind = Kind::changed;
  std::string field;  ///< code of changed_fields(), or `accounts`; empty for added and absent
  std::string before;
  std::string after;
};
std::string_view to_text(LedgerDifference::Kind kind);
std::string_view japanese(LedgerDifference::Kind kind);
/// 住所, for `address`.
std::string_view japanese_field(std::string_view field);

using UseDifference = std::function<void(const LedgerDifference&)>;

/// Gives each field in which the two states of an office differ to `use`.
void for_each_changed_field(const Office& before, const Office& after, const UseDifference& use);

/// Gives every difference that an import makes to `use`, by office number, absent offices last: of
/// a held one between the offices as they are and its file, of one that was taken between what
/// offices were and became by it. That the person reads it is audited first. False where a held
/// file is not there any more. Throws FileError, StoreError.
bool read_ledger_differences(Database& database, const Settings& settings,
                             const LedgerImport& import, std::int64_t uid, Instant now,
                             const UseDifference& use);

/// The ledger that a person means by a file's name (or path) or an import's number.
struct NamedLedger {
  std::optional<LedgerImport> import;  ///< nullopt: none, or several are meant
  std::vector<LedgerImport> several;
};
/// The one that is held; without one, the newest.
NamedLedger held_ledger_named(Database& database, std::string_view text);
/// The one that is in effect; without one, the newest.
NamedLedger taken_ledger_named(Database& database, std::string_view text);

}  // namespace saihakko
