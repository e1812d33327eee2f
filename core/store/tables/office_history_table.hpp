#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/office.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What changed an office: a ledger, or taking a ledger back.
enum class OfficeChangeCause { import, restore };
std::string_view to_text(OfficeChangeCause cause);

/// One change of an office; `before` has the version 0.
struct OfficeChange {
  std::int64_t import_id = 0;
  OfficeChangeCause cause = OfficeChangeCause::import;
  Instant changed_at;
  std::string fields;  ///< codes of changed_fields(), joined by commas
  Office before;
};

void add_office_change(Database& database, const OfficeChange& change);

/// Up to `most` changes, newest first.
std::vector<OfficeChange> changes_of_office(Database& database, const OfficeNumber& number,
                                            std::int64_t most);

/// The same that are not older than `since`, oldest first.
std::vector<OfficeChange> changes_of_office_since(Database& database, const OfficeNumber& number,
                                                  Instant since);

/// What an import changed: the first change of each office by it, by office number, after the
/// number `after`.
std::vector<OfficeChange> changes_by_import(Database& database, std::int64_t import_id,
                                            std::string_view after, std::int64_t most);

}  // namespace saihakko
