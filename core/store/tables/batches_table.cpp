#include "core/store/tables/batches_table.hpp"

#include <stdexcept>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row =
    std::tuple<std::int64_t, std::string, std::string, std::string, std::int64_t, std::string>;

constexpr const char* kAdd =
    "INSERT INTO batches (name, prefecture, state, letters, sums_sha256, claimed_ms) "
    "VALUES ($1, $2, 'claimed', 0, '', $3) RETURNING batch_id";
constexpr const char* kNameTaken = "SELECT batch_id FROM batches WHERE name = $1";
constexpr const char* kFind =
    "SELECT batch_id, name, prefecture, state, letters, sums_sha256 FROM batches "
    "WHERE batch_id = $1";
constexpr const char* kFindByName =
    "SELECT batch_id, name, prefecture, state, letters, sums_sha256 FROM batches WHERE name = $1";
constexpr const char* kInState =
    "SELECT batch_id, name, prefecture, state, letters, sums_sha256 FROM batches "
    "WHERE state = $1 ORDER BY batch_id LIMIT $2";
constexpr const char* kNewest =
    "SELECT batch_id, name, prefecture, state, letters, sums_sha256 FROM batches "
    "WHERE state = 'handed_over' ORDER BY batch_id DESC LIMIT $1";
constexpr const char* kSeal =
    "UPDATE batches SET state = 'sealed', letters = $1, sums_sha256 = $2, sealed_ms = $3 "
    "WHERE batch_id = $4";
constexpr const char* kSetState = "UPDATE batches SET state = $1 WHERE batch_id = $2";

BatchState parse_batch_state(std::string_view text) {
  for (const BatchState state : {BatchState::claimed, BatchState::sealed, BatchState::handed_over,
                                 BatchState::undone, BatchState::voided}) {
    if (text == to_text(state)) return state;
  }
  throw std::logic_error("a batch state that the schema forbids");
}

Batch from(Row&& row) {
  auto& [id, name, prefecture, state, letters, sums] = row;
  return {id,      std::move(name), std::move(prefecture), parse_batch_state(state),
          letters, std::move(sums)};
}

std::optional<Batch> from(std::optional<Row>&& row) {
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::vector<Batch> from(std::vector<Row>&& rows) {
  std::vector<Batch> batches;
  for (Row& row : rows)
    batches.push_back(from(std::move(row)));
  return batches;
}

}  // namespace

std::string_view to_text(BatchState state) {
  switch (state) {
    case BatchState::claimed: return "claimed";
    case BatchState::sealed: return "sealed";
    case BatchState::handed_over: return "handed_over";
    case BatchState::undone: return "undone";
    case BatchState::voided: return "voided";
  }
  return {};
}

std::string_view japanese(BatchState state) {
  switch (state) {
    case BatchState::claimed: return "作成中";
    case BatchState::sealed: return "引渡前";
    case BatchState::handed_over: return "引渡済";
    case BatchState::undone: return "取消";
    case BatchState::voided: return "無効";
  }
  return {};
}

std::int64_t add_batch(Database& database, std::string_view name, std::string_view prefecture,
                       Instant now) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kAdd, name, prefecture, now.ms).value());
}

bool batch_name_taken(Database& database, std::string_view name) {
  return database.select_one<std::tuple<std::int64_t>>(kNameTaken, name).has_value();
}

std::optional<Batch> find_batch(Database& database, std::int64_t id) {
  return from(database.select_one<Row>(kFind, id));
}

std::optional<Batch> find_batch(Database& database, std::string_view name) {
  return from(database.select_one<Row>(kFindByName, name));
}

std::vector<Batch> batches_in(Database& database, BatchState state, std::int64_t limit) {
  return from(database.select<Row>(kInState, to_text(state), limit));
}

std::vector<Batch> newest_batches(Database& database, std::int64_t limit) {
  return from(database.select<Row>(kNewest, limit));
}

void seal_batch(Database& database, std::int64_t id, std::int64_t letters,
                std::string_view sums_sha256, Instant now) {
  database.execute(kSeal, letters, sums_sha256, now.ms, id);
}

void set_batch_state(Database& database, std::int64_t id, BatchState state) {
  database.execute(kSetState, to_text(state), id);
}

}  // namespace saihakko
