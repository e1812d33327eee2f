#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What does not hold: the rule (an invariant of core/store/queries/invariants.cpp, or one of the
/// file, the chain, the digests and the directories) and the row it was seen at.
struct AuditBreach {
  std::string rule;
  std::string subject;
  std::string detail;  ///< in Japanese
};

/// Follows the chain of the audit row by row.
class ChainReader {
 public:
  /// `seq` and `hash` of the row behind which it begins; 0 and empty for the whole chain.
  ChainReader(Database& database, std::int64_t seq, std::string hash);

  /// What is wrong with the row; then nothing behind it proves anything.
  std::optional<AuditBreach> follow(const AuditRow& row);

  /// At the chain's end: whether it is the end that the database vouches for.
  std::optional<AuditBreach> ends() const;

  std::int64_t seq() const { return seq_; }
  const std::string& head() const { return head_; }

 private:
  Database& database_;
  std::optional<AuditEnd> end_;
  std::int64_t seq_;
  std::string head_;
  std::string keyed_head_;  // the last that was written with the key
};

/// Compares every row of the covered table at `place` with its digest, and all with their sum. To
/// be asked within one Snapshot. `rows` counts what was read.
std::vector<AuditBreach> verify_table(Database& database, std::size_t place, std::int64_t& rows);

/// The same of all covered tables.
std::vector<AuditBreach> verify_tables(Database& database,
                                       const std::function<void(std::int64_t)>& progress);

}  // namespace saihakko
