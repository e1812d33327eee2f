#include "core/store/tables/decisions_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO decisions (application_id, verdict, reason_code, note, acting_uid, reviewer, "
    "decided_ms, version, office_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr const char* kApprovers =
    "SELECT DISTINCT acting_uid FROM decisions WHERE application_id = $1 AND verdict = 'approve' "
    "AND version = $2 AND office_version = $3 ORDER BY acting_uid";
constexpr const char* kApprovedBefore =
    "SELECT decision_id FROM decisions WHERE application_id = $1 AND verdict = 'approve' "
    "AND version < $2 LIMIT 1";
constexpr const char* kApprovedSince =
    "SELECT decision_id FROM decisions WHERE application_id = $1 AND verdict = 'approve' "
    "AND decided_ms >= $2 LIMIT 1";
constexpr const char* kOf =
    "SELECT verdict, reason_code, note, acting_uid, reviewer, decided_ms FROM decisions "
    "WHERE application_id = $1 ORDER BY decision_id";

}  // namespace

void add_decision(Database& database, std::int64_t application_id, const Decision& decision,
                  const DecidedVersions& versions, Instant now) {
  database.execute(kAdd, application_id, to_text(decision.verdict), decision.reason_code,
                   decision.note, decision.acting_uid, decision.reviewer, now.ms,
                   versions.application, versions.office);
}

std::vector<std::int64_t> approvers(Database& database, std::int64_t application_id,
                                    const DecidedVersions& versions) {
  std::vector<std::int64_t> uids;
  for (const auto& [uid] : database.select<std::tuple<std::int64_t>>(
           kApprovers, application_id, versions.application, versions.office)) {
    uids.push_back(uid);
  }
  return uids;
}

bool approved_before(Database& database, std::int64_t application_id, std::int64_t version) {
  return database.select_one<std::tuple<std::int64_t>>(kApprovedBefore, application_id, version)
      .has_value();
}

bool approved_since(Database& database, std::int64_t application_id, Instant since) {
  return database.select_one<std::tuple<std::int64_t>>(kApprovedSince, application_id, since.ms)
      .has_value();
}

std::vector<DecisionRow> decisions_of(Database& database, std::int64_t application_id) {
  using Row =
      std::tuple<std::string, std::string, std::string, std::int64_t, std::string, std::int64_t>;
  std::vector<DecisionRow> decisions;
  for (auto& [verdict, reason, note, uid, reviewer, at] :
       database.select<Row>(kOf, application_id)) {
    decisions.push_back({{parse_verdict(verdict).value(), std::move(reason), std::move(note), uid,
                          std::move(reviewer)},
                         {at}});
  }
  return decisions;
}

}  // namespace saihakko
