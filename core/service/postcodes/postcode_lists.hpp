#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/domain/instant.hpp"
#include "core/domain/office.hpp"
#include "core/store/tables/postcodes_table.hpp"

namespace saihakko {

/// A list in force.
struct ListedPostcodes {
  Instant renewed_at;
  std::int64_t places = 0;
};

struct PostcodeLists {
  std::optional<ListedPostcodes> towns;
  std::optional<ListedPostcodes> businesses;
};

PostcodeLists postcode_lists(Database& database);

/// How many places each has, and since when; of one that there is not, なし.
std::string lists_text(const PostcodeLists& lists);

/// Which lists were not renewed for more than `days`; empty when none, and for 0 days.
std::string old_postcodes_text(const PostcodeLists& lists, int days, Instant now);

/// What the ledger's postcodes are, of the offices that are not closed.
struct LedgerPostcodes {
  std::int64_t offices = 0;
  std::int64_t missing = 0;
  std::int64_t differing = 0;  ///< from the address, by the lists
};

/// Counts offices one by one. The lists must not change meanwhile.
class PostcodeCount {
 public:
  explicit PostcodeCount(Database& database);

  void add(const Office& office);
  const LedgerPostcodes& counts() const { return counts_; }

 private:
  Database& database_;
  bool listed_;
  LedgerPostcodes counts_;
};

/// Of all offices.
LedgerPostcodes ledger_postcodes(Database& database);

}  // namespace saihakko
