#include "core/store/decisions_table.hpp"

#include "core/store/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO decisions (application_id, verdict, reason_code, note, acting_uid, reviewer, "
    "decided_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr const char* kOf =
    "SELECT verdict, reason_code, note, acting_uid, reviewer, decided_ms FROM decisions "
    "WHERE application_id = $1 ORDER BY decision_id";

}  // namespace

void add_decision(Database& database, std::int64_t application_id, const Decision& decision,
                  Instant now) {
  database.execute(kAdd, application_id, to_text(decision.verdict), decision.reason_code,
                   decision.note, decision.acting_uid, decision.reviewer, now.ms);
}

std::vector<DecisionRow> decisions_of(Database& database, std::int64_t application_id) {
  using Row = std::tuple<std::string, std::string, std::string, std::int64_t, std::string,
                         std::int64_t>;
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
