#include "core/store/engine/database.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "core/domain/system_error_text.hpp"
#include "core/faults/fault_point.hpp"
#include "core/store/engine/migrations.hpp"
#include "core/store/engine/row_digests.hpp"
#include "core/store/engine/statement.hpp"
#include "core/store/engine/store_error.hpp"
#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

constexpr const char* kCreateMigrations =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_ms BIGINT NOT NULL)";
constexpr const char* kLastMigration = "SELECT COALESCE(MAX(number), 0) FROM schema_migrations";
constexpr const char* kCopy = "VACUUM INTO $1";
constexpr const char* kIntegrity = "PRAGMA integrity_check(20)";
constexpr const char* kReferences = "PRAGMA foreign_key_check";
constexpr const char* kAddMigration =
    "INSERT INTO schema_migrations (number, name, applied_ms) VALUES ($1, $2, $3)";

// Poco tries a file that cannot be opened again and again for this long, a minute by default.
// Opening waits for no other process: what is locked shows at the first statement only.
constexpr std::size_t kOpenTimeout_s = 1;

Presence::Kind be_present(const std::filesystem::path& file, Database::Open open) {
  if (open == Database::Open::existing && !Database::exists(file)) {
    throw StoreError(StoreError::Kind::cannot_open,
                     fmt::format("データベースがありません: {}", file.string()));
  }
  return Presence::Kind::among_others;
}

[[noreturn]] void fail(int result, const char* what, sqlite3* connection) {
  try {
    Poco::Data::SQLite::Utility::throwException(connection, result);
  } catch (const Poco::Exception&) {
    rethrow_as_store_error(what, connection);
  }
  throw std::logic_error(what);  // not an error for Poco
}

/// A connection of SQLite's own to a file that is there.
struct PlainConnection {
  explicit PlainConnection(const std::filesystem::path& file) {
    const int result = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
    if (result == SQLITE_OK) return;
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> closing(handle, sqlite3_close);
    fail(result, "open", handle);
  }
  ~PlainConnection() { sqlite3_close(handle); }
  PlainConnection(const PlainConnection&) = delete;
  PlainConnection& operator=(const PlainConnection&) = delete;
  sqlite3* handle = nullptr;
};

Poco::Data::Session open_session(const std::filesystem::path& file) {
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
                   fmt::format("{}: {}", file.string(), system_error_text(failure.value())));
}

Database::Connection::Connection(const std::filesystem::path& file, Database::Open open)
    : presence(file, be_present(file, open)),
      session(open_session(file)),
      handle(Poco::Data::SQLite::Utility::dbHandle(session)),
      queue(file) {}

Database::Connection::~Connection() = default;

Database::Database(const std::filesystem::path& file, Open open)
    : connection_(std::make_unique<Connection>(file, open)) {
  sqlite3_busy_handler(connection_->handle, WriterQueue::look_again, &connection_->queue);
  run_script(
      "PRAGMA journal_mode = WAL;\n"
      "PRAGMA synchronous = FULL;\n"
      "PRAGMA foreign_keys = ON;\n"
      "PRAGMA secure_delete = ON;\n");
  connection_->digests = std::make_unique<RowDigests>(connection_->handle, nullptr);
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

void Database::keep_digests(const AuditKey& key) {
  connection_->digests.reset();  // one alone is told of changes
  connection_->digests = std::make_unique<RowDigests>(connection_->handle, &key);
}

bool Database::keeps_digests() const {
  return connection_->digests->kept();
}

bool Database::may_change_rows() const {
  return !connection_->digests->kept() || connection_->digests->keyed();
}

RowDigests& Database::digests() const {
  return *connection_->digests;
}

void Database::copy_to(const std::filesystem::path& file) {
  execute(kCopy, file.string());
}

void Database::back_up_to(const std::filesystem::path& file) {
  constexpr int kAllPages = -1;  // one snapshot: a writer between two steps would begin it anew
  const PlainConnection target(file);
  sqlite3_backup* backup = sqlite3_backup_init(target.handle, "main", connection_->handle, "main");
  if (backup == nullptr) fail(sqlite3_errcode(target.handle), "backup", target.handle);
  const int stepped = sqlite3_backup_step(backup, kAllPages);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) fail(stepped, "backup", target.handle);
  if (finished != SQLITE_OK) fail(finished, "backup", target.handle);
}

std::vector<std::string> Database::damages() {
  std::vector<std::string> found;
  for (auto& [line] : select<std::tuple<std::string>>(kIntegrity)) {
    if (line != "ok") found.push_back(std::move(line));
  }
  for (auto& [table, row] : select<std::tuple<std::string, std::int64_t>>(kReferences)) {
    found.push_back(fmt::format("{} {}: a reference to nothing", table, row));
  }
  return found;
}

bool Database::empty_log() {
  sqlite3* handle = connection_->handle;
  sqlite3_busy_handler(handle, nullptr, nullptr);
  const int result =
      sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_handler(handle, WriterQueue::look_again, &connection_->queue);
  if (result == SQLITE_OK) return true;
  if (result == SQLITE_BUSY || result == SQLITE_LOCKED) return false;
  fail(result, "checkpoint", handle);
}

Database::Form Database::form() {
  try {
    const auto last = std::get<0>(*select_one<std::tuple<std::int64_t>>(kLastMigration));
    if (last == 0) return Form::none;
    if (last == migrations().back().number) return Form::current;
    return last < migrations().back().number ? Form::older : Form::newer;
  } catch (const StoreError& e) {
    if (e.kind() != StoreError::Kind::other) throw;
    return Form::none;  // no such table: not a database of ours, or one that init never finished
  }
}

bool Database::is_current() {
  return form() == Form::current;
}

}  // namespace saihakko
