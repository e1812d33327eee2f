#include "core/store/tables/calls_table.hpp"

#include <utility>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO calls (application_id, result, number, person, note, caller_uid, called_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr const char* kOf =
    "SELECT result, number, person, note, caller_uid, called_ms FROM calls "
    "WHERE application_id = $1 ORDER BY call_id";

}  // namespace

void add_call(Database& database, std::int64_t application_id, const Call& call) {
  database.execute(kAdd, application_id, to_text(call.result), call.number, call.person, call.note,
                   call.caller_uid, call.called_at.ms);
}

std::vector<Call> calls_of(Database& database, std::int64_t application_id) {
  using Row =
      std::tuple<std::string, std::string, std::string, std::string, std::int64_t, std::int64_t>;
  std::vector<Call> calls;
  for (auto& [result, number, person, note, uid, at] : database.select<Row>(kOf, application_id)) {
    calls.push_back({parse_call_result(result).value(),
                     std::move(number),
                     std::move(person),
                     std::move(note),
                     uid,
                     {at}});
  }
  return calls;
}

}  // namespace saihakko
