#include "core/service/ledger/restore_ledger.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <set>
#include <vector>

#include "core/store/engine/transaction.hpp"
#include "core/store/tables/office_history_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 300;
constexpr std::int64_t kMostChanges = 10'000;  // of an office: far beyond its history

std::set<std::string> codes_in(std::string_view fields) {
  std::set<std::string> codes;
  while (!fields.empty()) {
    const std::size_t end = std::min(fields.find(','), fields.size());
    codes.emplace(fields.substr(0, end));
    fields.remove_prefix(std::min(end + 1, fields.size()));
  }
  return codes;
}

/// The imports that are taken back, `also` among them.
std::set<std::int64_t> taken_back_imports(Database& database, std::int64_t also) {
  std::set<std::int64_t> ids{also};
  for (const LedgerState state : {LedgerState::restoring, LedgerState::restored}) {
    for (const LedgerImport& import : ledger_imports_in(database, state))
      ids.insert(import.id);
  }
  return ids;
}

/// The office whose field is what the newest import that stands made it, or what it was before all
/// that are taken back. `changes` are all that are known, newest first.
const Office& holder_of(const std::string& field, const Office& current,
                        const std::vector<OfficeChange>& changes,
                        const std::set<std::int64_t>& taken_back) {
  const Office* found = &current;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const OfficeChange& change = changes[i];
    if (!codes_in(change.fields).contains(field)) continue;
    const bool stands =
        change.cause == OfficeChangeCause::import && !taken_back.contains(change.import_id);
    if (stands) return i == 0 ? current : changes[i - 1].before;
    found = &change.before;
  }
  return *found;
}

/// The office without what the imports that are taken back did to these fields.
Office without(Database& database, const Office& current, const OfficeChange& change,
               const std::set<std::int64_t>& taken_back) {
  const auto changes = changes_of_office(database, current.number, kMostChanges);
  Office restored = current;
  for (const std::string& field : codes_in(change.fields)) {
    const Office& holder = holder_of(field, current, changes, taken_back);
    restored = with_fields_of(restored, holder, {field});
  }
  return restored;
}

/// The offices that an import changed, some hundred at a time.
void for_changes_by(Database& database, const LedgerImport& import,
                    const std::function<void(const std::vector<OfficeChange>&)>& use) {
  std::string after;
  while (true) {
    const auto changes = changes_by_import(database, import.id, after, kChunk);
    if (changes.empty()) return;
    use(changes);
    after = changes.back().before.number.text();
  }
}

/// False where nothing is to be put back.
bool restore_office(Database& database, const Actor& actor, const OfficeChange& change,
                    const std::set<std::int64_t>& taken_back, Instant now) {
  const auto current = find_office(database, change.before.number);
  if (!current) return false;
  const Office restored = without(database, *current, change, taken_back);
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
  const auto taken_back = taken_back_imports(database, import.id);
  for_changes_by(database, import, [&](const std::vector<OfficeChange>& changes) {
    Transaction transaction(database);
    for (const OfficeChange& change : changes) {
      ++(restore_office(database, actor, change, taken_back, clock.now()) ? result.restored
                                                                          : result.left);
    }
    transaction.commit();
  });
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
  const auto taken_back = taken_back_imports(database, import.id);
  for_changes_by(database, import, [&](const std::vector<OfficeChange>& changes) {
    for (const OfficeChange& change : changes) {
      const auto current = find_office(database, change.before.number);
      if (!current) continue;
      const Office restored = without(database, *current, change, taken_back);
      ++(changed_fields(*current, restored).empty() ? reach.left : reach.changed);
    }
  });
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
  // What a later whole ledger says of absence and IDs is what stands.
  if (!followed_by_whole_ledger(database, import)) take_back_marks(database, import.id, now);
  result.kept = count_offices_added_by(database, import.id);
  if (set_ledger_state(database, import.id, LedgerState::restoring, LedgerState::restored, now)) {
    append_audit(database, actor, now,
                 {"ledger_restored", fmt::format("file:{}", import.id),
                  fmt::format("restored={} left={} removed={} kept={}", result.restored,
                              result.left, result.removed, result.kept)});
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
