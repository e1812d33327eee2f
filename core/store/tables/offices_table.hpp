#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/office.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

std::optional<Office> find_office(Database& database, const OfficeNumber& number);

/// An office and the import that named it last.
struct LedgerOffice {
  Office office;
  std::int64_t ledger_id = 0;
};
std::optional<LedgerOffice> find_ledger_office(Database& database, const OfficeNumber& number);

/// Writes the office as a row of its own or over the row it has; `office.version` is the new one.
void put_office(Database& database, const Office& office, std::int64_t ledger_id, Instant now);

/// Notes that the ledger still names the office, nothing else being changed.
void mark_office_named(Database& database, const OfficeNumber& number, std::int64_t ledger_id);

/// False as long as no ledger has named any office of the prefecture.
bool ledger_covers(Database& database, std::string_view prefecture);

/// How many offices there are, and how many the given import did not name.
std::int64_t count_offices(Database& database);
std::int64_t count_offices_not_named_by(Database& database, std::int64_t ledger_id);

/// The offices of a prefecture with the `most` longest names and the `most` longest addresses, by
/// number of characters.
std::vector<Office> longest_offices(Database& database, std::string_view prefecture,
                                    std::int64_t most);

/// The user IDs of an office, by prefecture.
std::vector<Account> accounts_of(Database& database, const OfficeNumber& number);

/// Counts the row's version up: what the ledger says of the office has changed.
void renew_office_version(Database& database, const OfficeNumber& number);

/// Adds a user ID; one that the office holds with that union already is left as it is. Returns the
/// account.
Account add_account(Database& database, const OfficeNumber& number, std::string_view prefecture,
                    std::string_view user_id, Instant now);

}  // namespace saihakko
