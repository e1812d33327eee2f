#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/statement.hpp"

namespace saihakko {

/// One connection to the SQLite database: write-ahead log, synchronous FULL, foreign keys on, and
/// a writer waits for another as long as kBusyTimeout_ms. For one thread at a time.
/// All members throw StoreError.
class Database {
 public:
  enum class Open { existing, create };
  static constexpr int kBusyTimeout_ms = 30'000;

  Database(const std::filesystem::path& file, Open open);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Brings the schema to the newest migration; repeatable. Returns how many steps it took.
  int migrate(Instant now);

  /// True when the schema is the one this program was built with.
  bool is_current();

  /// Runs a statement without a result. `sql` must be a constant: its address is the key under
  /// which the prepared statement is kept. Values bind to $1 $2 … in order.
  template <class... In>
  void execute(const char* sql, const In&... in) {
    using Statement = store_detail::Command<typename store_detail::Bound<In>::Type...>;
    run<Statement>(sql, static_cast<typename store_detail::Bound<In>::Type>(in)...);
  }

  /// All rows of a query (or of a RETURNING clause) as `Row`, a std::tuple of the columns.
  template <class Row, class... In>
  std::vector<Row> select(const char* sql, const In&... in) {
    using Statement = store_detail::Query<Row, typename store_detail::Bound<In>::Type...>;
    return run<Statement>(sql, static_cast<typename store_detail::Bound<In>::Type>(in)...);
  }

  /// The first row, if any.
  template <class Row, class... In>
  std::optional<Row> select_one(const char* sql, const In&... in) {
    std::vector<Row> rows = select<Row>(sql, in...);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

 private:
  friend class Transaction;

  template <class Statement, class... In>
  auto run(const char* sql, const In&... in) {
    try {
      return prepared<Statement>(sql)(in...);
    } catch (const StoreError&) {
      statements_.erase(sql);  // one that failed half-way would hold its lock
      throw;
    }
  }

  template <class Statement>
  Statement& prepared(const char* sql) {
    std::unique_ptr<store_detail::AnyStatement>& slot = statements_[sql];
    if (!slot) slot = std::make_unique<Statement>(session_, sql);
    auto* statement = dynamic_cast<Statement*>(slot.get());
    if (statement == nullptr) throw std::logic_error("one SQL constant, one set of types");
    return *statement;
  }

  void run_script(std::string_view sql);

  Poco::Data::Session session_;
  std::unordered_map<const char*, std::unique_ptr<store_detail::AnyStatement>> statements_;
  bool in_transaction_ = false;
};

}  // namespace saihakko
