#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {

/// A row of a ledger as it waits to be compared.
struct StagedRow {
  std::string office_number;
  std::int64_t row = 0;  ///< of the file, as a spreadsheet counts
  std::string content;   ///< empty: the row names the office, and something in it was malformed
};

/// A ledger as it was read, in temporary tables of one connection: they hold it sorted by office
/// whatever its size, nobody else sees them, and they end with this object or with the process. All
/// of it is made again from the file. Throws StoreError.
class LedgerStage {
 public:
  explicit LedgerStage(Database& database);
  ~LedgerStage();
  LedgerStage(const LedgerStage&) = delete;
  LedgerStage& operator=(const LedgerStage&) = delete;

  void add_row(const StagedRow& row);
  void add_error(const InboxError& error);
  /// After the last row and before the first question.
  void sort();

  /// Up to `most` rows behind (office, row), by office and row.
  std::vector<StagedRow> rows_after(std::string_view office_number, std::int64_t row,
                                    std::int64_t most);
  std::vector<StagedRow> rows_of(std::string_view office_number);

  /// The error with this number, the first being 1.
  InboxError error(std::int64_t number);
  std::int64_t errors() const { return errors_; }
  std::int64_t rows() const { return rows_; }

  /// Notes that an office has another value in a field than it had. To be called between
  /// begin_moves() and end_moves().
  void add_move(std::string_view prefecture, std::string_view office_number, std::string_view field,
                std::string_view before, std::string_view after);
  void begin_moves();
  void end_moves();
  /// By prefecture, how many offices have in some field what another office had there and has no
  /// longer.
  std::vector<std::pair<std::string, std::int64_t>> shifted_offices();

  /// By prefecture, how many offices of a series that are not closed and not absent yet have no
  /// row.
  std::vector<std::pair<std::string, std::int64_t>> absent_offices(std::int64_t series);
  /// The first `most` of them behind an office number.
  std::vector<std::string> absent_numbers(std::int64_t series, std::string_view after,
                                          std::int64_t most);
  /// Marks them as absent, those that are closed among them, inside the caller's transaction.
  void mark_absent(std::int64_t series, std::int64_t import_id, Instant now);
  /// Takes that mark off what has a row.
  void mark_named();

 private:
  void begin();
  void commit();

  Database& database_;
  bool writing_ = false;
  std::int64_t rows_ = 0;
  std::int64_t errors_ = 0;
};

}  // namespace saihakko
