#include "core/store/queries/retained_rows.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <tuple>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

#define CLOSED "('completed', 'lapsed', 'rejected', 'refused', 'withdrawn')"
// Nothing of it goes out any more. An unknown one that may still go again is not due in the year
// 9999.
#define SETTLED                                                              \
  "(notices.state IN ('sent', 'failed', 'expired', 'cancelled', 'bounced') " \
  "OR (notices.state = 'unknown' AND notices.due_ms = 253402300799000))"

// The rows of a class that may go; $1 is the instant before which their time must have begun.
#define MAY_GO_CODES "codes WHERE issued_ms < $1 AND state <> 'live'"
#define MAY_GO_TICKETS "tickets WHERE expires_ms < $1 AND step = 'ended'"
#define MAY_GO_FORMS                                                                             \
  "applications WHERE state_ms < $1 AND purged_ms IS NULL AND applications.state = 'abandoned' " \
  "AND NOT EXISTS (SELECT 1 FROM notices "                                                       \
  "WHERE notices.application_id = applications.application_id AND NOT " SETTLED ")"
#define MAY_GO_MAILS "notices WHERE state_ms < $1 AND purged_ms IS NULL AND " SETTLED
#define MAY_GO_APPLICATIONS                                                                  \
  "applications WHERE state_ms < $1 AND purged_ms IS NULL AND applications.state IN " CLOSED \
  " "                                                                                        \
  "AND NOT EXISTS (SELECT 1 FROM notices "                                                   \
  "WHERE notices.application_id = applications.application_id AND NOT " SETTLED              \
  ") AND NOT EXISTS (SELECT 1 FROM letters WHERE letters.application_id = "                  \
  "applications.application_id AND temporary_password_hash IS NOT NULL)"
#define MAY_GO_DECISIONS                                                                   \
  "decisions WHERE (note <> '' OR reviewer <> '') AND EXISTS (SELECT 1 FROM applications " \
  "WHERE applications.application_id = decisions.application_id AND state_ms < $1 "        \
  "AND state IN " CLOSED ")"
#define MAY_GO_VOID_NOTES                                                 \
  "letters WHERE void_note <> '' AND EXISTS (SELECT 1 FROM applications " \
  "WHERE applications.application_id = letters.application_id "           \
  "AND applications.state_ms < $1 AND applications.state IN " CLOSED ")"
#define MAY_GO_PRINT_RESULTS                                                                \
  "print_results WHERE (person <> '' OR tracking_number <> '') AND EXISTS (SELECT 1 "       \
  "FROM letters JOIN applications ON applications.application_id = letters.application_id " \
  "WHERE letters.letter_id = print_results.letter_id AND applications.state_ms < $1 "       \
  "AND applications.state IN " CLOSED ")"
#define MAY_GO_LEDGER_HISTORY "office_history WHERE changed_ms < $1"
#define MAY_GO_RUNS                                                            \
  "runs WHERE ended_ms < $1 AND run_id < (SELECT MAX(later.run_id) FROM runs " \
  "AS later WHERE later.job = runs.job)"

#define CANDIDATES(id, since, may_go) \
  "SELECT " id ", " since " FROM " may_go " AND " id " > $2 ORDER BY " id " LIMIT $3"

struct RowClass {
  const char* candidates;                ///< $1 before, $2 after this id, $3 limit
  const char* still;                     ///< $1 before, $2 id: whether it may go
  const char* purge;                     ///< $1 id; a mark of the time: $1 now, $2 id
  bool marked;                           ///< with the time
  std::array<const char*, 2> further{};  ///< $1 id: rows that belong to it
};

#define ROW_CLASS(id, since, may_go, purge, marked)                                                \
  {                                                                                                \
    CANDIDATES(id, since, may_go), "SELECT " id " FROM " may_go " AND " id " = $2", purge, marked, \
    {}                                                                                             \
  }

constexpr const char* kEmptyApplication =
    "UPDATE applications SET notification_mail = '', addressee_name = '', "
    "addressee_postcode = '', addressee_address = '', purged_ms = $1 WHERE application_id = $2";

constexpr RowClass kCodes =
    ROW_CLASS("code_id", "issued_ms", MAY_GO_CODES, "DELETE FROM codes WHERE code_id = $1", false);
constexpr RowClass kTickets = ROW_CLASS("ticket_id", "expires_ms", MAY_GO_TICKETS,
                                        "DELETE FROM tickets WHERE ticket_id = $1", false);
constexpr RowClass kForms =
    ROW_CLASS("application_id", "state_ms", MAY_GO_FORMS, kEmptyApplication, true);
constexpr RowClass kMails{
    CANDIDATES("notice_id", "state_ms", MAY_GO_MAILS),
    "SELECT notice_id FROM " MAY_GO_MAILS " AND notice_id = $2",
    "UPDATE notices SET recipient = '', fields = '{}', reply = '', purged_ms = $1 "
    "WHERE notice_id = $2",
    true,
    {"UPDATE notice_attempts SET reply = '' WHERE notice_id = $1",
     "UPDATE bounces SET diagnosis = '' WHERE notice_id = $1"}};
constexpr RowClass kApplications{
    CANDIDATES("application_id", "state_ms", MAY_GO_APPLICATIONS),
    "SELECT application_id FROM " MAY_GO_APPLICATIONS " AND application_id = $2",
    kEmptyApplication,
    true,
    {"UPDATE calls SET number = '', person = '', note = '' WHERE application_id = $1"}};
constexpr RowClass kDecisions =
    ROW_CLASS("decision_id", "decided_ms", MAY_GO_DECISIONS,
              "UPDATE decisions SET note = '', reviewer = '' WHERE decision_id = $1", false);
constexpr RowClass kVoidNotes =
    ROW_CLASS("letter_id", "state_ms", MAY_GO_VOID_NOTES,
              "UPDATE letters SET void_note = '' WHERE letter_id = $1", false);
constexpr RowClass kPrintResults = ROW_CLASS(
    "print_result_id", "taken_ms", MAY_GO_PRINT_RESULTS,
    "UPDATE print_results SET person = '', tracking_number = '' WHERE print_result_id = $1", false);
constexpr RowClass kLedgerHistory =
    ROW_CLASS("history_id", "changed_ms", MAY_GO_LEDGER_HISTORY,
              "DELETE FROM office_history WHERE history_id = $1", false);
constexpr RowClass kRuns =
    ROW_CLASS("run_id", "ended_ms", MAY_GO_RUNS, "DELETE FROM runs WHERE run_id = $1", false);

const RowClass& class_of(RetainedRows rows) {
  switch (rows) {
    case RetainedRows::codes: return kCodes;
    case RetainedRows::tickets: return kTickets;
    case RetainedRows::forms: return kForms;
    case RetainedRows::mails: return kMails;
    case RetainedRows::applications: return kApplications;
    case RetainedRows::decisions: return kDecisions;
    case RetainedRows::void_notes: return kVoidNotes;
    case RetainedRows::print_results: return kPrintResults;
    case RetainedRows::ledger_history: return kLedgerHistory;
    case RetainedRows::runs: return kRuns;
  }
  throw std::logic_error("rows of no class");
}

// What a print room can still use is kept: a letter that waits for its print or its posting. One
// that was posted counts from when that became known, one that came to nothing from its end.
constexpr const char* kBatches =
    "SELECT batch_id, name, prefecture, sums_sha256, COALESCE(sealed_ms, claimed_ms) FROM batches "
    "WHERE state = 'handed_over' AND purged_ms IS NULL AND (COALESCE(sealed_ms, claimed_ms) < $1 "
    "OR (EXISTS (SELECT 1 FROM letters WHERE letters.batch_id = batches.batch_id) "
    "AND NOT EXISTS (SELECT 1 FROM letters WHERE letters.batch_id = batches.batch_id "
    "AND (letters.state IN ('sealed', 'collected', 'printed') OR COALESCE("
    "(SELECT MIN(taken_ms) FROM print_results WHERE print_results.letter_id = letters.letter_id "
    "AND result = 'posted'), letters.state_ms) >= $2)))) ORDER BY batch_id";
constexpr const char* kMarkBatch =
    "UPDATE batches SET purged_ms = $1 WHERE batch_id = $2 AND purged_ms IS NULL "
    "RETURNING batch_id";
constexpr const char* kPurgedBatch =
    "SELECT batch_id FROM batches WHERE name = $1 AND purged_ms IS NOT NULL";

using Id = std::tuple<std::int64_t>;

}  // namespace

std::vector<RetainedRow> rows_to_purge(Database& database, RetainedRows rows, Instant before,
                                       std::int64_t after_id, std::int64_t limit) {
  std::vector<RetainedRow> found;
  for (const auto& [id, since] : database.select<std::tuple<std::int64_t, std::int64_t>>(
           class_of(rows).candidates, before.ms, after_id, limit)) {
    found.push_back({id, {since}});
  }
  return found;
}

bool purge_row(Database& database, RetainedRows rows, std::int64_t id, Instant before,
               Instant now) {
  const RowClass& of_rows = class_of(rows);
  if (!database.select_one<Id>(of_rows.still, before.ms, id)) return false;
  if (of_rows.marked) {
    database.execute(of_rows.purge, now.ms, id);
  } else {
    database.execute(of_rows.purge, id);
  }
  for (const char* statement : of_rows.further) {
    if (statement != nullptr) database.execute(statement, id);
  }
  return true;
}

std::vector<RetainedBatch> batches_to_purge(Database& database, Instant settled_before,
                                            Instant sealed_before) {
  using Row = std::tuple<std::int64_t, std::string, std::string, std::string, std::int64_t>;
  std::vector<RetainedBatch> batches;
  for (auto& [id, name, prefecture, sums, sealed] :
       database.select<Row>(kBatches, sealed_before.ms, settled_before.ms)) {
    batches.push_back({id, std::move(name), std::move(prefecture), std::move(sums), {sealed}});
  }
  return batches;
}

bool mark_batch_purged(Database& database, std::int64_t id, Instant now) {
  return database.select_one<Id>(kMarkBatch, now.ms, id).has_value();
}

bool is_purged_batch(Database& database, std::string_view name) {
  return database.select_one<Id>(kPurgedBatch, name).has_value();
}

}  // namespace saihakko
