#include "core/store/database.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

#include "core/faults/fault_point.hpp"
#include "core/store/migrations.hpp"
#include "core/store/statement.hpp"
#include "core/store/store_error.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

constexpr const char* kCreateMigrations =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_ms BIGINT NOT NULL)";
constexpr const char* kLastMigration = "SELECT COALESCE(MAX(number), 0) FROM schema_migrations";
constexpr const char* kCopy = "VACUUM INTO $1";
constexpr const char* kAddMigration =
    "INSERT INTO schema_migrations (number, name, applied_ms) VALUES ($1, $2, $3)";

// Poco tries a file that cannot be opened again and again for this long, a minute by default.
// Opening waits for no other process: what is locked shows at the first statement only.
constexpr std::size_t kOpenTimeout_s = 1;

Poco::Data::Session open_session(const std::filesystem::path& file, Database::Open open) {
  if (open == Database::Open::existing && !Database::exists(file)) {
    throw StoreError(StoreError::Kind::cannot_open,
                     fmt::format("データベースがありません: {}", file.string()));
  }
  static const bool registered = [] {
    faults::install_faulty_vfs();
    faults::install_statement_log();
    Poco::Data::SQLite::Connector::registerConnector();
    return true;
  }();
  (void)registered;
  try {
    return {Poco::Data::SQLite::Connector::KEY, file.string(), kOpenTimeout_s};
  } catch (const Poco::Exception&) {
    rethrow_as_store_error("open", nullptr);
  }
}

}  // namespace

bool Database::exists(const std::filesystem::path& file) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (std::filesystem::status_known(status)) return std::filesystem::exists(status);
  throw StoreError(StoreError::Kind::cannot_open,
                   fmt::format("{}: {}", file.string(), failure.message()));
}

Database::Database(const std::filesystem::path& file, Open open)
    : connection_(new Connection{open_session(file, open), nullptr, WriterQueue(file), {}}) {
  connection_->handle = Poco::Data::SQLite::Utility::dbHandle(connection_->session);
  sqlite3_busy_handler(connection_->handle, WriterQueue::look_again, &connection_->queue);
  run_script(
      "PRAGMA journal_mode = WAL;\n"
      "PRAGMA synchronous = FULL;\n"
      "PRAGMA foreign_keys = ON;\n");
}

Database::~Database() = default;

void Database::run_script(std::string_view sql) {
  std::string statement;
  while (!sql.empty()) {
    const std::size_t end = std::min(sql.find('\n'), sql.size() - 1) + 1;
    statement += sql.substr(0, end);
    sql.remove_prefix(end);
    if (sqlite3_complete(statement.c_str()) == 0) continue;
    try {
      connection_->session << statement, Poco::Data::Keywords::now;
    } catch (const Poco::Exception&) {
      rethrow_as_store_error(statement.c_str(), connection_->handle);
    }
    statement.clear();
  }
}

int Database::migrate(Instant now) {
  int steps = 0;
  Transaction transaction(*this);
  execute(kCreateMigrations);
  const auto last = std::get<0>(*select_one<std::tuple<std::int64_t>>(kLastMigration));
  for (const Migration& migration : migrations()) {
    if (migration.number <= last) continue;
    run_script(migration.sql);
    execute(kAddMigration, migration.number, migration.name, now.ms);
    ++steps;
  }
  transaction.commit();
  return steps;
}

void Database::copy_to(const std::filesystem::path& file) { execute(kCopy, file.string()); }

bool Database::is_current() {
  try {
    const auto last = select_one<std::tuple<std::int64_t>>(kLastMigration);
    return last && std::get<0>(*last) == migrations().back().number;
  } catch (const StoreError& e) {
    if (e.kind() != StoreError::Kind::other) throw;
    return false;  // no such table: not a database of ours, or one that init never finished
  }
}

}  // namespace saihakko
