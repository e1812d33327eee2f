#include "core/store/queries/batch_standings.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kNewest =
    "SELECT batch_id, sealed_ms FROM batches WHERE sealed_ms IS NOT NULL "
    "AND ($1 = '' OR prefecture = $1) ORDER BY batch_id DESC LIMIT $2";
constexpr const char* kNamed =
    "SELECT batch_id, sealed_ms FROM batches WHERE sealed_ms IS NOT NULL AND name = $1";
constexpr const char* kCounts =
    "SELECT state, COUNT(*) FROM letters WHERE batch_id = $1 GROUP BY state ORDER BY state";
constexpr const char* kFiles = "SELECT COUNT(DISTINCT file) FROM letters WHERE batch_id = $1";

using Sealed = std::tuple<std::int64_t, std::int64_t>;

BatchStanding standing_of(Database& database, const Sealed& sealed) {
  const auto& [id, sealed_ms] = sealed;
  BatchStanding standing{find_batch(database, id).value(), {sealed_ms}, 0, {}};
  standing.files = std::get<0>(database.select_one<std::tuple<std::int64_t>>(kFiles, id).value());
  for (const auto& [state, count] :
       database.select<std::tuple<std::string, std::int64_t>>(kCounts, id)) {
    standing.counts.emplace(parse_letter_state(state).value(), count);
  }
  return standing;
}

}  // namespace

std::int64_t BatchStanding::in(LetterState state) const {
  const auto found = counts.find(state);
  return found == counts.end() ? 0 : found->second;
}

std::vector<BatchStanding> batch_standings(Database& database, std::string_view prefecture,
                                           std::int64_t limit) {
  std::vector<BatchStanding> standings;
  for (const Sealed& sealed : database.select<Sealed>(kNewest, prefecture, limit))
    standings.push_back(standing_of(database, sealed));
  return standings;
}

std::optional<BatchStanding> find_batch_standing(Database& database, std::string_view name) {
  const auto sealed = database.select_one<Sealed>(kNamed, name);
  if (!sealed) return std::nullopt;
  return standing_of(database, *sealed);
}

}  // namespace saihakko
