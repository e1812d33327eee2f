#include "core/service/ledger/office_history.hpp"

#include "core/service/ledger/ledger_differences.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/ledger_imports_table.hpp"
#include "core/store/tables/office_history_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostChanges = 10'000;

void audit_reading(Database& database, const Office& office, std::int64_t uid, Instant now) {
  Transaction transaction(database);
  append_audit(database, Actor::person(uid), now,
               {"office_history_read", office.number.text(), ""});
  transaction.commit();
}

}  // namespace

std::vector<OfficeHistoryEntry> read_office_history(Database& database, const Office& office,
                                                    std::int64_t uid, Instant now) {
  audit_reading(database, office, uid, now);
  std::vector<OfficeHistoryEntry> history;
  Office after = office;
  for (const OfficeChange& change : changes_of_office(database, office.number, kMostChanges)) {
    const auto import = find_ledger_import(database, change.import_id);
    for_each_changed_field(change.before, after, [&](const LedgerDifference& of) {
      history.push_back({change.changed_at, change.import_id, import ? import->name : "",
                         std::string(to_text(change.cause)), of.field, of.before, of.after});
    });
    after = change.before;
  }
  return history;
}

std::optional<Office> office_made_by(Database& database, const OfficeChange& change) {
  auto made = find_office(database, change.before.number);
  for (const OfficeChange& later :
       changes_of_office(database, change.before.number, kMostChanges)) {
    if (later.import_id == change.import_id && later.cause == change.cause) break;
    made = later.before;
  }
  return made;
}

}  // namespace saihakko
