#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"

namespace saihakko {

class RowDigests;

/// The key of the audit and of the rows' digests. It lies outside the database; the mark tells
/// which one it is, and nothing of it.
struct AuditKey {
  std::string mark;
  std::string bytes;

  ~AuditKey() { explicit_bzero(bytes.data(), bytes.size()); }
};

/// Where the audit and the digests stand: the row of the table audit_end.
struct AuditEnd {
  std::string key_mark;
  std::int64_t keyed_from;
  std::string sums;
  std::string head;
  std::string mac;
};

/// One connection to the SQLite database: write-ahead log, synchronous FULL, foreign keys on, and
/// a writer waits for another as long as kBusyTimeout_ms, and what is erased is overwritten. For
/// one thread at a time. All members throw StoreError (core/store/engine/store_error.hpp).
class Database {
 public:
  enum class Open { existing, create };
  static constexpr int kBusyTimeout_ms = 30'000;

  /// False when there is no such file. A file that cannot be looked for (a directory that may not
  /// be entered) is StoreError::Kind::cannot_open.
  static bool exists(const std::filesystem::path& file);

  Database(const std::filesystem::path& file, Open open);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Brings the schema to the newest migration; repeatable. Returns how many steps it took.
  int migrate(Instant now);

  /// True when the schema is the one this program was built with.
  bool is_current();

  /// Whose tables there are: none, those of an older program, ours, or those of a newer one.
  enum class Form { none, older, current, newer };
  Form form();

  /// From here on the audit is keyed and the digests of covered rows are kept, once begin_digests()
  /// has made them. Without a key a transaction that changes a covered row is refused by commit()
  /// (StoreError::Kind::keyless) where digests are kept.
  void keep_digests(const AuditKey& key);
  bool keeps_digests() const;
  /// False where digests are kept and the key is missing.
  bool may_change_rows() const;
  /// What follows the changes of rows, for the tables of the audit and for its verification.
  RowDigests& digests() const;

  /// Writes a copy of the whole database to a new file, without holding up writers.
  void copy_to(const std::filesystem::path& file);

  /// The same page by page (SQLite's online backup), over an empty file that is there.
  void back_up_to(const std::filesystem::path& file);

  /// What is damaged in the file itself, in SQLite's words; empty when it is whole. Reads all of
  /// it.
  std::vector<std::string> damages();

  /// Moves what the write-ahead log holds into the database and cuts it to nothing, so that what
  /// was erased lies in it no longer. Waits for nobody: false when others were at work just now.
  bool empty_log();

  /// Runs a statement without a result; gives the number of rows that an INSERT, UPDATE or DELETE
  /// has changed, which is cheaper than RETURNING. `sql` must be a constant: its address is the key
  /// under which the prepared statement is kept. Values bind to $1 $2 … in order. This and the next
  /// two are for the table files, which include core/store/engine/statement.hpp.
  template <class... In>
  std::int64_t execute(const char* sql, const In&... in);

  /// All rows of a query (or of a RETURNING clause) as `Row`, a std::tuple of the columns.
  template <class Row, class... In>
  std::vector<Row> select(const char* sql, const In&... in);

  /// The first row, if any.
  template <class Row, class... In>
  std::optional<Row> select_one(const char* sql, const In&... in);

 private:
  friend class Transaction;
  friend class Snapshot;
  struct Connection;

  void run_script(std::string_view sql);

  std::unique_ptr<Connection> connection_;
  bool in_transaction_ = false;
};

}  // namespace saihakko
