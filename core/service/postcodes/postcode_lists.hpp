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

/// What the lists say of an office's postcode in the ledger; `taken`: nothing against it.
enum class LedgerPostcode { taken, missing, differs };

LedgerPostcode ledger_postcode(Database& database, const Office& office);

/// What the ledger's postcodes are, of the offices that are not closed.
struct LedgerPostcodes {
  std::int64_t offices = 0;
  std::int64_t missing = 0;
  std::int64_t differing = 0;  ///< from the address, by the lists
};

LedgerPostcodes ledger_postcodes(Database& database);

}  // namespace saihakko
