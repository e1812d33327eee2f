#include "core/store/tables/purged_files_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO purged_files (class, path, sha256, purged_ms) VALUES ($1, $2, $3, $4)";
constexpr const char* kStanding =
    "SELECT purged_file_id, path, sha256 FROM purged_files WHERE path <> '' "
    "ORDER BY purged_file_id LIMIT $1";
constexpr const char* kGone = "UPDATE purged_files SET path = '' WHERE purged_file_id = $1";

}  // namespace

void add_purged_file(Database& database, std::string_view retention_class, std::string_view path,
                     std::string_view sha256, Instant now) {
  database.execute(kAdd, retention_class, path, sha256, now.ms);
}

std::vector<PurgedFile> standing_purged_files(Database& database, std::int64_t limit) {
  std::vector<PurgedFile> files;
  using Row = std::tuple<std::int64_t, std::string, std::string>;
  for (auto& [id, path, sum] : database.select<Row>(kStanding, limit)) {
    files.push_back({id, std::move(path), std::move(sum)});
  }
  return files;
}

void note_purged_file_gone(Database& database, std::int64_t id) {
  database.execute(kGone, id);
}

}  // namespace saihakko
