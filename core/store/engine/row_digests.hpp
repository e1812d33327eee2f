#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/domain/sha256.hpp"
#include "core/store/engine/covered_tables.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/engine/digest_sum.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {

/// Keeps the digests of the covered rows on one connection, and the end of the audit with their
/// sums. SQLite names each row that a transaction changes; before the commit each gets a new
/// digest: 16 random bytes and half of an HMAC-SHA-256 of them, the table and the covered columns.
/// A row whose digest did not fit before the change gets none, so that no later change hides an
/// earlier one by somebody else. What is written outside a transaction of this program is not
/// followed.
///
/// The table `audit_end` holds what stood at the last commit, under a MAC. Members throw
/// StoreError.
class RowDigests {
 public:
  /// Follows nothing where the database does not keep digests yet (kept()). Without a key it only
  /// sees to it that no covered row is changed.
  RowDigests(sqlite3* connection, const AuditKey* key);
  ~RowDigests();
  RowDigests(const RowDigests&) = delete;
  RowDigests& operator=(const RowDigests&) = delete;

  bool kept() const { return kept_; }
  bool keyed() const { return key_.has_value(); }

  /// In a transaction: makes the digest of every covered row, and the end of the audit, anew.
  /// `keyed_from` is the first row of the audit that a MAC of a known key stands in.
  void make_all(std::int64_t keyed_from);

  /// A transaction has begun.
  void listen();
  /// Makes the digests of what the transaction has changed so far. Returns a keyed sum of all.
  std::string settle();
  /// The MAC of a row of the audit by its hash.
  std::string mac_of(std::string_view hash) const;
  bool is_mac(std::string_view hash, std::string_view mac) const { return mac == mac_of(hash); }
  /// Takes note that the audit ends with this hash now.
  void appended(std::string_view hash);
  /// Writes what is left, before the commit. Throws StoreError::Kind::keyless.
  void close();
  /// The transaction is over.
  void forget();

  /// What the database says of its end; nullopt where it keeps no digests.
  static std::optional<AuditEnd> end_in(Database& database);
  /// Whether the end bears a MAC of this key.
  bool is_own(const AuditEnd& end) const;

  struct Reading {
    std::vector<std::string> unfit;  ///< the subjects of rows that do not fit their digest
    std::int64_t rows = 0;
    std::int64_t last = 0;  ///< the rowid reached
    DigestSum sum;          ///< of the digests that were read
  };
  /// Reads up to `limit` rows of the table at `place` of covered_tables() behind a rowid.
  Reading read(std::size_t place, std::int64_t after, std::int64_t limit) const;

 private:
  using Row = std::pair<std::size_t, std::int64_t>;  // table, rowid
  struct TableAccess;

  static void before_change(void* self, sqlite3* connection, int operation, const char* database,
                            const char* table, sqlite3_int64 was, sqlite3_int64 becomes);
  void note_change(std::size_t place, int operation, std::int64_t was, std::int64_t becomes);
  void leave(std::size_t place, std::int64_t rowid);
  bool covers_change(std::size_t place) const;

  void cover(const Row& row);
  HmacSha256::Mac hash_of(std::string_view message, std::string_view nonce) const;
  bool fits(std::string_view message, std::string_view digest) const;
  HmacSha256::Mac element_of(std::size_t place, std::string_view digest) const;
  std::string mac_of_end(const AuditEnd& end) const;

  sqlite3* connection_;
  std::string key_mark_;
  std::optional<HmacSha256> key_;
  bool kept_ = false;
  bool listening_ = false;
  std::vector<TableAccess> tables_;
  std::set<Row> changed_;        // to get a digest; the earlier one is out of the sum
  std::set<Row> unsound_;        // did not fit before the change
  AuditEnd end_;                 // of this transaction
  std::vector<DigestSum> sums_;  // of end_
  bool end_changed_ = false;
  std::unique_ptr<store_detail::PreparedStatement> read_end_;
  std::unique_ptr<store_detail::PreparedStatement> write_end_;
};

}  // namespace saihakko
