#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/ledger/ledger_format.hpp"

namespace saihakko {

/// One row of a ledger.
struct LedgerRow {
  std::int64_t row = 0;  ///< of the file, as a spreadsheet counts
  LedgerEntry entry;
};

/// What the rows of one office number say together.
struct MergedRows {
  LedgerEntry entry;
  std::vector<std::int64_t> others;  ///< rows with another name or address than the one taken
};

/// Ledgers hold a row for each service of an office. Whatever their order:
/// the office is 有効 if any row is, else 休止 if any is, else 廃止. Name and address are the pair
/// that most rows carry which are not 廃止 (all rows where every one is): complete pairs before
/// others, ties by code point, so that a letter never carries the name of one row and the address
/// of another. The postcode is one of a row with that address, the reading one of a row with that
/// name; these, phone and security mail are what most of these rows carry, ties by code point. IDs
/// are those of all rows together. `rows` is not empty and of one number.
MergedRows merge_ledger_rows(const std::vector<LedgerRow>& rows);

/// An entry as a text that lasts as long as a comparison, without its number.
std::string packed(const LedgerEntry& entry);
/// What packed() has made. Throws std::logic_error for another text.
LedgerEntry unpacked(const OfficeNumber& number, std::string_view text);

}  // namespace saihakko
