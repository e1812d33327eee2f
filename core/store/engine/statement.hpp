#pragma once

#include <Poco/Data/Session.h>
#include <sqlite3.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/engine/presence.hpp"
#include "core/store/engine/store_error.hpp"
#include "core/store/engine/writer_queue.hpp"

// For the table files only: Database's templates, and with them the libraries.
// Poco::Data opens the connection and names its errors. The statements are SQLite's own, because
// Poco's are parsed anew at every execution: two thirds of the time of an import.

namespace saihakko {

class RowDigests;

}  // namespace saihakko

namespace saihakko::store_detail {

/// Bytes that are bound as such, and not as a text.
struct Blob {
  std::string_view bytes;
};

/// A statement that is prepared once on a connection and run again and again. Integers travel as
/// int64, all else as text, optionals as either or NULL; a NULL read into a plain value is 0 or
/// empty. All members throw StoreError.
class PreparedStatement {
 public:
  PreparedStatement(sqlite3* connection, const char* sql);
  ~PreparedStatement() { sqlite3_finalize(statement_); }
  PreparedStatement(const PreparedStatement&) = delete;
  PreparedStatement& operator=(const PreparedStatement&) = delete;

  /// Binds all placeholders, $1 first; texts must stay where they are until the run is over.
  /// Throws std::logic_error for a wrong number of values.
  template <class... In>
  void bind(const In&... in) {
    expect_placeholders(sizeof...(In));
    int place = 0;
    (bind_at(++place, in), ...);
  }

  /// True when it stands on a row of the result; false at the end, where it is ready for the next
  /// run. A result must be read to its end: a half-read one would hold back the write-ahead log's
  /// checkpoint.
  bool step();

  /// For what the columns' types tell.
  sqlite3_stmt* handle() const { return statement_; }

  /// The row that it stands on as `Row`, a std::tuple.
  template <class Row>
  Row row() const {
    return row<Row>(std::make_index_sequence<std::tuple_size_v<Row>>());
  }

 private:
  void expect_placeholders(std::size_t values) const;
  void expect(int result, int wanted) const;

  void bind_at(int place, std::integral auto value) {
    expect(sqlite3_bind_int64(statement_, place, static_cast<sqlite3_int64>(value)), SQLITE_OK);
  }
  void bind_at(int place, std::string_view text);
  void bind_at(int place, Blob blob);
  template <class T>
  void bind_at(int place, const std::optional<T>& value) {
    if (value) return bind_at(place, *value);
    expect(sqlite3_bind_null(statement_, place), SQLITE_OK);
  }

  template <class Row, std::size_t... I>
  Row row(std::index_sequence<I...>) const {
    return {column(static_cast<int>(I), std::type_identity<std::tuple_element_t<I, Row>>())...};
  }
  template <std::integral T>
  T column(int index, std::type_identity<T>) const {
    return static_cast<T>(sqlite3_column_int64(statement_, index));
  }
  std::string column(int index, std::type_identity<std::string>) const;
  template <class T>
  std::optional<T> column(int index, std::type_identity<std::optional<T>>) const {
    if (sqlite3_column_type(statement_, index) == SQLITE_NULL) return std::nullopt;
    return column(index, std::type_identity<T>());
  }

  sqlite3* connection_;
  const char* sql_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace saihakko::store_detail

namespace saihakko {

/// The connection and what was prepared on it, by the address of the SQL constant.
struct Database::Connection {
  Presence presence;
  Poco::Data::Session session;
  sqlite3* handle;
  WriterQueue queue;
  std::unordered_map<const char*, std::unique_ptr<store_detail::PreparedStatement>> statements;
  std::unique_ptr<RowDigests> digests;

  Connection(const std::filesystem::path& file, Database::Open open);
  ~Connection();

  /// Runs a statement to its end and gives each row of its result to `take`.
  template <class Take, class... In>
  void run(const char* sql, Take take, const In&... in) {
    try {
      auto& statement = statements[sql];
      if (!statement) statement = std::make_unique<store_detail::PreparedStatement>(handle, sql);
      statement->bind(in...);
      while (statement->step())
        take(*statement);
    } catch (...) {
      statements.erase(sql);  // one that failed half-way would hold its lock
      throw;
    }
  }
};

template <class... In>
std::int64_t Database::execute(const char* sql, const In&... in) {
  connection_->run(
      sql, [](const store_detail::PreparedStatement&) {}, in...);
  return sqlite3_changes64(connection_->handle);
}

template <class Row, class... In>
std::vector<Row> Database::select(const char* sql, const In&... in) {
  std::vector<Row> rows;
  connection_->run(
      sql,
      [&rows](const store_detail::PreparedStatement& at) {
        rows.push_back(at.template row<Row>());
      },
      in...);
  return rows;
}

template <class Row, class... In>
std::optional<Row> Database::select_one(const char* sql, const In&... in) {
  std::vector<Row> rows = select<Row>(sql, in...);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace saihakko
