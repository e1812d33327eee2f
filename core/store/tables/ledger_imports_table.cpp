#include "core/store/tables/ledger_imports_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr LedgerState kStates[] = {
    LedgerState::held,  LedgerState::accepted,  LedgerState::refused, LedgerState::taking,
    LedgerState::taken, LedgerState::restoring, LedgerState::restored};

constexpr const char* kFind =
    "SELECT import_id, name, state, state_ms, partial, series FROM ledger_imports "
    "WHERE import_id = $1";
constexpr const char* kInState =
    "SELECT import_id, name, state, state_ms, partial, series FROM ledger_imports "
    "WHERE state = $1 ORDER BY import_id";
constexpr const char* kNamed =
    "SELECT import_id, name, state, state_ms, partial, series FROM ledger_imports "
    "WHERE name = $1 ORDER BY import_id DESC";
constexpr const char* kLatest =
    "SELECT import_id, name, state, state_ms, partial, series FROM ledger_imports "
    "ORDER BY import_id DESC LIMIT $1";
constexpr const char* kTakenAfter =
    "SELECT import_id, name, state, state_ms, partial, series FROM ledger_imports "
    "WHERE state IN ('taking', 'taken', 'restoring', 'restored') AND state_ms > $1 "
    "AND import_id <> $2 ORDER BY state_ms DESC LIMIT 1";
constexpr const char* kFollowed =
    "SELECT import_id FROM ledger_imports WHERE series = $1 AND partial = 0 AND import_id > $2 "
    "AND state IN ('taking', 'taken') LIMIT 1";
constexpr const char* kPut =
    "INSERT INTO ledger_imports (import_id, name, state, state_ms, partial, series) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (import_id) DO UPDATE SET state = excluded.state, "
    "state_ms = excluded.state_ms, partial = excluded.partial, series = excluded.series";
constexpr const char* kRemoveCounts = "DELETE FROM ledger_counts WHERE import_id = $1";
constexpr const char* kAddCounts =
    "INSERT INTO ledger_counts (import_id, prefecture, offices, added, changed, closed, lost, "
    "affected, absent, shifted, reasons) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
constexpr const char* kCounts =
    "SELECT prefecture, offices, added, changed, closed, lost, affected, absent, shifted, reasons "
    "FROM ledger_counts WHERE import_id = $1 ORDER BY prefecture";
constexpr const char* kSetState =
    "UPDATE ledger_imports SET state = $1, state_ms = $2 WHERE import_id = $3 AND state = $4";
constexpr const char* kSum = "SELECT sha256 FROM inbox_files WHERE file_id = $1";
constexpr const char* kAddDecision =
    "INSERT INTO ledger_decisions (import_id, verdict, acting_uid, decided_ms, note) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (import_id, verdict, acting_uid) DO NOTHING";
constexpr const char* kRemoveDecisions =
    "DELETE FROM ledger_decisions WHERE import_id = $1 AND verdict = $2";
constexpr const char* kCountDecisions =
    "SELECT COUNT(*) FROM ledger_decisions WHERE import_id = $1 AND verdict = $2";

using Row =
    std::tuple<std::int64_t, std::string, std::string, std::int64_t, std::int64_t, std::int64_t>;

LedgerImport from(Row&& row) {
  auto& [id, name, state, state_ms, partial, series] = row;
  return {id,           std::move(name), parse_ledger_state(state).value(), Instant{state_ms},
          partial != 0, series};
}

std::vector<LedgerImport> all_from(std::vector<Row>&& rows) {
  std::vector<LedgerImport> imports;
  for (Row& row : rows)
    imports.push_back(from(std::move(row)));
  return imports;
}

}  // namespace

std::string_view to_text(LedgerState state) {
  switch (state) {
    case LedgerState::held: return "held";
    case LedgerState::accepted: return "accepted";
    case LedgerState::refused: return "refused";
    case LedgerState::taking: return "taking";
    case LedgerState::taken: return "taken";
    case LedgerState::restoring: return "restoring";
    case LedgerState::restored: return "restored";
  }
  return {};
}

std::string_view japanese(LedgerState state) {
  switch (state) {
    case LedgerState::held: return "保留";
    case LedgerState::accepted: return "受入済(取込み前)";
    case LedgerState::refused: return "取消";
    case LedgerState::taking: return "取込み中";
    case LedgerState::taken: return "取込済";
    case LedgerState::restoring: return "元に戻す途中";
    case LedgerState::restored: return "元に戻した";
  }
  return {};
}

std::optional<LedgerState> parse_ledger_state(std::string_view text) {
  for (const LedgerState state : kStates) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

std::optional<LedgerImport> find_ledger_import(Database& database, std::int64_t id) {
  auto row = database.select_one<Row>(kFind, id);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::vector<LedgerImport> ledger_imports_in(Database& database, LedgerState state) {
  return all_from(database.select<Row>(kInState, to_text(state)));
}

std::vector<LedgerImport> ledger_imports_named(Database& database, std::string_view name) {
  return all_from(database.select<Row>(kNamed, name));
}

std::vector<LedgerImport> latest_ledger_imports(Database& database, std::int64_t most) {
  return all_from(database.select<Row>(kLatest, most));
}

std::optional<LedgerImport> ledger_import_taken_after(Database& database, Instant after,
                                                      std::int64_t but_not) {
  auto row = database.select_one<Row>(kTakenAfter, after.ms, but_not);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

bool followed_by_whole_ledger(Database& database, const LedgerImport& import) {
  return database.select_one<std::tuple<std::int64_t>>(kFollowed, import.series, import.id)
      .has_value();
}

void put_ledger_import(Database& database, const LedgerImport& import,
                       const std::vector<LedgerCounts>& counts) {
  database.execute(kPut, import.id, import.name, to_text(import.state), import.state_since.ms,
                   import.partial ? 1 : 0, import.series);
  database.execute(kRemoveCounts, import.id);
  for (const LedgerCounts& of : counts) {
    database.execute(kAddCounts, import.id, of.prefecture, of.offices, of.added, of.changed,
                     of.closed, of.lost, of.affected, of.absent, of.shifted, of.reasons);
  }
}

bool set_ledger_state(Database& database, std::int64_t id, LedgerState from, LedgerState to,
                      Instant now) {
  return database.execute(kSetState, to_text(to), now.ms, id, to_text(from)) > 0;
}

std::vector<LedgerCounts> ledger_counts_of(Database& database, std::int64_t import_id) {
  using CountsRow = std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                               std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string>;
  std::vector<LedgerCounts> all;
  for (auto& [prefecture, offices, added, changed, closed, lost, affected, absent, shifted,
              reasons] : database.select<CountsRow>(kCounts, import_id)) {
    all.push_back({std::move(prefecture), offices, added, changed, closed, lost, affected, absent,
                   shifted, std::move(reasons)});
  }
  return all;
}

std::string sum_of_ledger_import(Database& database, std::int64_t id) {
  auto row = database.select_one<std::tuple<std::string>>(kSum, id);
  return row ? std::get<0>(*row) : std::string();
}

bool add_ledger_decision(Database& database, std::int64_t import_id, std::string_view verdict,
                         std::int64_t uid, std::string_view note, Instant now) {
  return database.execute(kAddDecision, import_id, verdict, uid, now.ms, note) > 0;
}

void remove_ledger_decisions(Database& database, std::int64_t import_id, std::string_view verdict) {
  database.execute(kRemoveDecisions, import_id, verdict);
}

std::int64_t count_ledger_decisions(Database& database, std::int64_t import_id,
                                    std::string_view verdict) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kCountDecisions, import_id, verdict).value());
}

}  // namespace saihakko
