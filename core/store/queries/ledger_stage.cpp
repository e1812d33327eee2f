#include "core/store/queries/ledger_stage.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kCreateRows =
    "CREATE TEMP TABLE ledger_stage (office_number TEXT NOT NULL, sheet_row BIGINT NOT NULL, "
    "content TEXT NOT NULL)";
constexpr const char* kCreateErrors =
    "CREATE TEMP TABLE ledger_stage_errors (number BIGINT PRIMARY KEY, line BIGINT NOT NULL, "
    "field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, about TEXT NOT NULL)";
constexpr const char* kCreateMoves =
    "CREATE TEMP TABLE ledger_stage_moves (prefecture TEXT NOT NULL, office_number TEXT NOT NULL, "
    "field TEXT NOT NULL, was TEXT NOT NULL, becomes TEXT NOT NULL)";
constexpr const char* kDropRows = "DROP TABLE IF EXISTS ledger_stage";
constexpr const char* kDropErrors = "DROP TABLE IF EXISTS ledger_stage_errors";
constexpr const char* kDropMoves = "DROP TABLE IF EXISTS ledger_stage_moves";
constexpr const char* kSort =
    "CREATE INDEX ledger_stage_by_office ON ledger_stage (office_number, sheet_row)";
constexpr const char* kSortMoves =
    "CREATE INDEX ledger_stage_moves_by_value ON ledger_stage_moves (field, was)";
// Nothing but temporary tables is written between the two, so that no other writer waits.
constexpr const char* kBegin = "BEGIN";
constexpr const char* kCommit = "COMMIT";
constexpr const char* kRollback = "ROLLBACK";
constexpr const char* kAddRow =
    "INSERT INTO ledger_stage (office_number, sheet_row, content) VALUES ($1, $2, $3)";
constexpr const char* kAddError =
    "INSERT INTO ledger_stage_errors (number, line, field, value, reason, about) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr const char* kError =
    "SELECT line, field, value, reason, about FROM ledger_stage_errors WHERE number = $1";
constexpr const char* kRowsAfter =
    "SELECT office_number, sheet_row, content FROM ledger_stage "
    "WHERE (office_number, sheet_row) > ($1, $2) ORDER BY office_number, sheet_row LIMIT $3";
constexpr const char* kRowsOf =
    "SELECT office_number, sheet_row, content FROM ledger_stage WHERE office_number = $1 "
    "ORDER BY sheet_row";
constexpr const char* kAddMove =
    "INSERT INTO ledger_stage_moves (prefecture, office_number, field, was, becomes) "
    "VALUES ($1, $2, $3, $4, $5)";
constexpr const char* kShifted =
    "SELECT prefecture, COUNT(DISTINCT office_number) FROM ledger_stage_moves AS moved "
    "WHERE moved.becomes <> '' AND EXISTS (SELECT 1 FROM ledger_stage_moves AS other "
    "WHERE other.field = moved.field AND other.was = moved.becomes) "
    "GROUP BY prefecture ORDER BY prefecture";
constexpr const char* kAbsent =
    "SELECT SUBSTR(office_number, 1, 2) AS prefecture, COUNT(*) FROM offices "
    "WHERE series = $1 AND absent_ms IS NULL AND status <> 'closed' "
    "AND office_number NOT IN (SELECT office_number FROM ledger_stage) "
    "GROUP BY prefecture ORDER BY prefecture";
constexpr const char* kAbsentNumbers =
    "SELECT office_number FROM offices "
    "WHERE series = $1 AND office_number > $2 AND absent_ms IS NULL AND status <> 'closed' "
    "AND office_number NOT IN (SELECT office_number FROM ledger_stage) "
    "ORDER BY office_number LIMIT $3";
constexpr const char* kMarkAbsent =
    "UPDATE offices SET absent_ms = $1, absent_by = $2, version = version + 1 "
    "WHERE series = $3 AND absent_ms IS NULL "
    "AND office_number NOT IN (SELECT office_number FROM ledger_stage)";
constexpr const char* kMarkNamed =
    "UPDATE offices SET absent_ms = NULL, version = version + 1 WHERE absent_ms IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM ledger_stage AS named "
    "WHERE named.office_number = offices.office_number)";

using CountRow = std::tuple<std::string, std::int64_t>;
using StagedTuple = std::tuple<std::string, std::int64_t, std::string>;

std::vector<std::pair<std::string, std::int64_t>> pairs(std::vector<CountRow>&& rows) {
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (auto& [prefecture, count] : rows)
    counts.emplace_back(std::move(prefecture), count);
  return counts;
}

std::vector<StagedRow> staged(std::vector<StagedTuple>&& tuples) {
  std::vector<StagedRow> rows;
  rows.reserve(tuples.size());
  for (auto& [number, row, content] : tuples)
    rows.push_back({std::move(number), row, std::move(content)});
  return rows;
}

}  // namespace

LedgerStage::LedgerStage(Database& database) : database_(database) {
  for (const char* statement :
       {kDropRows, kDropErrors, kDropMoves, kCreateRows, kCreateErrors, kCreateMoves}) {
    database_.execute(statement);
  }
  begin();
}

void LedgerStage::begin() {
  database_.execute(kBegin);
  writing_ = true;
}

void LedgerStage::commit() {
  writing_ = false;
  database_.execute(kCommit);
}

LedgerStage::~LedgerStage() {
  try {
    if (writing_) database_.execute(kRollback);
    for (const char* statement : {kDropRows, kDropErrors, kDropMoves})
      database_.execute(statement);
  } catch (...) {  // NOLINT(bugprone-empty-catch): they end with the connection anyway
  }
}

void LedgerStage::add_row(const StagedRow& row) {
  ++rows_;
  database_.execute(kAddRow, row.office_number, row.row, row.content);
}

void LedgerStage::add_error(const InboxError& error) {
  database_.execute(kAddError, ++errors_, error.line, error.field, error.value, error.reason,
                    error.number);
}

void LedgerStage::sort() {
  database_.execute(kSort);
  commit();
}

std::vector<StagedRow> LedgerStage::rows_after(std::string_view office_number, std::int64_t row,
                                               std::int64_t most) {
  return staged(database_.select<StagedTuple>(kRowsAfter, office_number, row, most));
}

std::vector<StagedRow> LedgerStage::rows_of(std::string_view office_number) {
  return staged(database_.select<StagedTuple>(kRowsOf, office_number));
}

InboxError LedgerStage::error(std::int64_t number) {
  using ErrorRow = std::tuple<std::int64_t, std::string, std::string, std::string, std::string>;
  auto [line, field, value, reason, about] = database_.select_one<ErrorRow>(kError, number).value();
  return {line, std::move(field), std::move(value), std::move(reason), std::move(about)};
}

void LedgerStage::begin_moves() {
  begin();
}

void LedgerStage::add_move(std::string_view prefecture, std::string_view office_number,
                           std::string_view field, std::string_view before,
                           std::string_view after) {
  database_.execute(kAddMove, prefecture, office_number, field, before, after);
}

void LedgerStage::end_moves() {
  database_.execute(kSortMoves);
  commit();
}

std::vector<std::pair<std::string, std::int64_t>> LedgerStage::shifted_offices() {
  return pairs(database_.select<CountRow>(kShifted));
}

std::vector<std::pair<std::string, std::int64_t>> LedgerStage::absent_offices(std::int64_t series) {
  return pairs(database_.select<CountRow>(kAbsent, series));
}

std::vector<std::string> LedgerStage::absent_numbers(std::int64_t series, std::string_view after,
                                                     std::int64_t most) {
  std::vector<std::string> numbers;
  for (auto& [number] :
       database_.select<std::tuple<std::string>>(kAbsentNumbers, series, after, most)) {
    numbers.push_back(std::move(number));
  }
  return numbers;
}

void LedgerStage::mark_absent(std::int64_t series, std::int64_t import_id, Instant now) {
  database_.execute(kMarkAbsent, now.ms, import_id, series);
}

void LedgerStage::mark_named() {
  database_.execute(kMarkNamed);
}

}  // namespace saihakko
