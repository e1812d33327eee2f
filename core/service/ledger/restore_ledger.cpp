#include "core/service/ledger/restore_ledger.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <vector>

#include "core/service/ledger/office_history.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/office_history_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 300;

std::set<std::string> codes_in(std::string_view fields) {
  std::set<std::string> codes;
  while (!fields.empty()) {
    const std::size_t end = std::min(fields.find(','), fields.size());
    codes.emplace(fields.substr(0, end));
    fields.remove_prefix(std::min(end + 1, fields.size()));
  }
  return codes;
}

/// The fields that are as the import made them, whatever there was in between.
std::set<std::string> still_of_import(Database& database, const OfficeChange& change,
                                      const Office& current) {
  std::set<std::string> fields = codes_in(change.fields);
  const auto made = office_made_by(database, change);
  for (const std::string_view other : changed_fields(made.value_or(current), current))
    fields.erase(std::string(other));
  return fields;
}

/// Puts back what is still as the import made it. False when nothing is.
bool restore_office(Database& database, const Actor& actor, const OfficeChange& change,
                    Instant now) {
  const auto current = find_office(database, change.before.number);
  if (!current) return false;
  const Office restored =
      with_fields_of(*current, change.before, still_of_import(database, change, *current));
  const auto fields = changed_fields(*current, restored);
  if (fields.empty()) return false;
  const std::string codes = fmt::format("{}", fmt::join(fields, ","));
  Office after = restored;
  ++after.version;
  put_office(database, after, change.import_id, now);
  add_office_change(database, {change.import_id, OfficeChangeCause::restore, now, codes, *current});
  append_audit(
      database, actor, now,
      {"office_changed", after.number.text(), fmt::format("{} {}", to_text(after.status), codes)});
  return true;
}

void restore_changed(Database& database, const Actor& actor, const LedgerImport& import,
                     const Clock& clock, RestoredLedger& result) {
  std::string after;
  while (true) {
    const auto changes = changes_by_import(database, import.id, after, kChunk);
    if (changes.empty()) return;
    Transaction transaction(database);
    for (const OfficeChange& change : changes) {
      ++(restore_office(database, actor, change, clock.now()) ? result.restored : result.left);
    }
    transaction.commit();
    after = changes.back().before.number.text();
  }
}

void remove_added(Database& database, const LedgerImport& import, RestoredLedger& result) {
  std::string after;
  while (true) {
    // In one transaction with the removal: an application may come for one of them meanwhile.
    Transaction transaction(database);
    const auto numbers = untouched_offices_added_by(database, import.id, after, kChunk);
    if (numbers.empty()) return;
    for (const std::string& number : numbers)
      remove_office(database, OfficeNumber::parse(number).value());
    transaction.commit();
    result.removed += static_cast<std::int64_t>(numbers.size());
    after = numbers.back();
  }
}

}  // namespace

LedgerReach reach_of_restore(Database& database, const LedgerImport& import) {
  LedgerReach reach;
  reach.changed = count_offices_changed_by(database, import.id);
  std::string after;
  while (true) {
    const auto numbers = untouched_offices_added_by(database, import.id, after, kChunk);
    if (numbers.empty()) break;
    for (const std::string& number : numbers)
      ++reach.removed[OfficeNumber::parse(number).value().prefecture()];
    after = numbers.back();
  }
  return reach;
}

RestoredLedger restore_ledger(Database& database, const Actor& actor, const LedgerImport& import,
                              const Clock& clock) {
  RestoredLedger result;
  restore_changed(database, actor, import, clock, result);
  remove_added(database, import, result);
  const Instant now = clock.now();
  Transaction transaction(database);
  take_back_marks(database, import.id, now);
  if (set_ledger_state(database, import.id, LedgerState::restoring, LedgerState::restored, now)) {
    append_audit(database, actor, now,
                 {"ledger_restored", fmt::format("file:{}", import.id),
                  fmt::format("restored={} left={} removed={}", result.restored, result.left,
                              result.removed)});
  }
  transaction.commit();
  return result;
}

std::vector<TakenBack> restore_decided_ledgers(Database& database, const Actor& actor,
                                               const Clock& clock) {
  std::vector<TakenBack> taken_back;
  for (const LedgerImport& import : ledger_imports_in(database, LedgerState::restoring))
    taken_back.push_back({import.id, restore_ledger(database, actor, import, clock)});
  return taken_back;
}

}  // namespace saihakko
