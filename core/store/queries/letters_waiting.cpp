#include "core/store/queries/letters_waiting.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

#define SINCE                                             \
  "COALESCE((SELECT MIN(reported_ms) FROM print_results " \
  "WHERE print_results.letter_id = letters.letter_id "    \
  "AND result IN ('collected', 'printed')), state_ms)"
constexpr const char* kNotCollected =
    "SELECT name, batches.prefecture, COUNT(*), MIN(letters.state_ms) "
    "FROM letters JOIN batches ON batches.batch_id = letters.batch_id "
    "WHERE letters.state = 'sealed' AND letters.state_ms <= $1 AND batches.state = 'handed_over' "
    "GROUP BY batches.batch_id, name, batches.prefecture ORDER BY batches.batch_id";
constexpr const char* kNotPosted =
    "SELECT name, prefecture, COUNT(*), MIN(since_ms) FROM batches JOIN "
    "(SELECT batch_id AS of_batch, " SINCE
    " AS since_ms FROM letters "
    "WHERE state IN ('collected', 'printed')) AS waiting ON of_batch = batch_id "
    "WHERE since_ms <= $1 GROUP BY batch_id, name, prefecture ORDER BY batch_id";
constexpr const char* kSince = "SELECT " SINCE " FROM letters WHERE letter_id = $1";

std::vector<WaitingLetters> waiting(Database& database, const char* sql, Instant latest) {
  using Row = std::tuple<std::string, std::string, std::int64_t, std::int64_t>;
  std::vector<WaitingLetters> all;
  for (auto& [batch, prefecture, letters, since] : database.select<Row>(sql, latest.ms)) {
    all.push_back({std::move(batch), std::move(prefecture), letters, {since}});
  }
  return all;
}

}  // namespace

std::vector<WaitingLetters> letters_not_collected(Database& database, Instant latest) {
  return waiting(database, kNotCollected, latest);
}

std::vector<WaitingLetters> letters_not_posted(Database& database, Instant latest) {
  return waiting(database, kNotPosted, latest);
}

Instant in_print_room_since(Database& database, std::int64_t letter_id) {
  return {std::get<0>(database.select_one<std::tuple<std::int64_t>>(kSince, letter_id).value())};
}

}  // namespace saihakko
