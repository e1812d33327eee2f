#include "core/store/tables/inbox_files_table.hpp"

#include <limits>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row =
    std::tuple<std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

constexpr const char* kFind =
    "SELECT file_id, name, next_line, taken, malformed, started_ms FROM inbox_files "
    "WHERE kind = $1 AND sha256 = $2 ORDER BY file_id DESC LIMIT 1";
constexpr const char* kLatest =
    "SELECT file_id, name, next_line, taken, malformed, started_ms FROM inbox_files "
    "WHERE kind = $1 ORDER BY file_id DESC LIMIT 1";
constexpr const char* kNewestTaken =
    "SELECT kind, file_id, name, next_line, taken, malformed, started_ms FROM inbox_files "
    "WHERE next_line = 0 ORDER BY file_id DESC LIMIT $1";
constexpr const char* kNextLine =
    "SELECT next_line FROM inbox_files WHERE kind = $1 AND name = $2 ORDER BY file_id DESC LIMIT 1";
constexpr const char* kLastTaken =
    "SELECT COALESCE(MAX(started_ms), 0) FROM inbox_files WHERE kind = $1 AND next_line = 0 "
    "AND malformed <= $2";
constexpr const char* kRefusedBegan =
    "SELECT started_ms FROM inbox_files WHERE kind = $1 AND name = $2 AND malformed > 0 "
    "ORDER BY file_id DESC LIMIT 1";
constexpr const char* kAdd =
    "INSERT INTO inbox_files (kind, sha256, name, next_line, taken, malformed, started_ms) "
    "VALUES ($1, $2, $3, 1, 0, 0, $4) RETURNING file_id";
constexpr const char* kAdvance =
    "UPDATE inbox_files SET next_line = $1, taken = $2, malformed = $3 WHERE file_id = $4";
constexpr const char* kAddError =
    "INSERT INTO inbox_errors (file_id, line, field, value, reason, number) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr const char* kErrors =
    "SELECT line, field, value, reason, number FROM inbox_errors WHERE file_id = $1 ORDER BY line";
constexpr const char* kCountErrors = "SELECT COUNT(*) FROM inbox_errors WHERE file_id = $1";
constexpr const char* kRemoveErrors = "DELETE FROM inbox_errors WHERE file_id = $1";
constexpr const char* kRemoveErrorsOfTaken =
    "DELETE FROM inbox_errors WHERE file_id IN "
    "(SELECT file_id FROM inbox_files WHERE kind = $1 AND next_line = 0)";

std::optional<InboxFile> from(std::optional<Row>&& row) {
  if (!row) return std::nullopt;
  auto& [id, name, next_line, taken, malformed, started] = *row;
  return InboxFile{id, std::move(name), next_line, taken, malformed, {started}};
}

}  // namespace

std::optional<InboxFile> find_inbox_file(Database& database, std::string_view kind,
                                         std::string_view sha256) {
  return from(database.select_one<Row>(kFind, kind, sha256));
}

std::optional<InboxFile> latest_inbox_file(Database& database, std::string_view kind) {
  return from(database.select_one<Row>(kLatest, kind));
}

std::vector<TakenFile> newest_taken_files(Database& database, std::int64_t most) {
  using OfKind = std::tuple<std::string, std::int64_t, std::string, std::int64_t, std::int64_t,
                            std::int64_t, std::int64_t>;
  std::vector<TakenFile> files;
  for (auto& [kind, id, name, next_line, taken, malformed, started] :
       database.select<OfKind>(kNewestTaken, most)) {
    files.push_back(
        {std::move(kind), {id, std::move(name), next_line, taken, malformed, {started}}});
  }
  return files;
}

bool is_being_taken(Database& database, std::string_view kind, std::string_view name) {
  const auto line = database.select_one<std::tuple<std::int64_t>>(kNextLine, kind, name);
  return line && std::get<0>(*line) > 1;
}

Instant last_taken_file(Database& database, std::string_view kind, FilesWith which) {
  const std::int64_t most_faults =
      which == FilesWith::no_fault ? 0 : std::numeric_limits<std::int64_t>::max();
  return {std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kLastTaken, kind, most_faults).value())};
}

std::optional<Instant> refused_file_began(Database& database, std::string_view kind,
                                          std::string_view name) {
  const auto began = database.select_one<std::tuple<std::int64_t>>(kRefusedBegan, kind, name);
  if (!began) return std::nullopt;
  return Instant{std::get<0>(*began)};
}

std::int64_t add_inbox_file(Database& database, std::string_view kind, std::string_view sha256,
                            std::string_view name, Instant now) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kAdd, kind, sha256, name, now.ms).value());
}

void advance_inbox_file(Database& database, const InboxFile& file) {
  database.execute(kAdvance, file.next_line, file.taken, file.malformed, file.id);
}

void add_inbox_error(Database& database, std::int64_t file_id, const InboxError& error) {
  database.execute(kAddError, file_id, error.line, error.field, error.value, error.reason,
                   error.number);
}

std::vector<InboxError> inbox_errors_of(Database& database, std::int64_t file_id) {
  using ErrorRow = std::tuple<std::int64_t, std::string, std::string, std::string, std::string>;
  std::vector<InboxError> errors;
  for (auto& [line, field, value, reason, number] : database.select<ErrorRow>(kErrors, file_id)) {
    errors.push_back(
        {line, std::move(field), std::move(value), std::move(reason), std::move(number)});
  }
  return errors;
}

std::int64_t count_inbox_errors(Database& database, std::int64_t file_id) {
  return std::get<0>(database.select_one<std::tuple<std::int64_t>>(kCountErrors, file_id).value());
}

void remove_inbox_errors(Database& database, std::int64_t file_id) {
  database.execute(kRemoveErrors, file_id);
}

void remove_errors_of_taken_files(Database& database, std::string_view kind) {
  database.execute(kRemoveErrorsOfTaken, kind);
}

}  // namespace saihakko
