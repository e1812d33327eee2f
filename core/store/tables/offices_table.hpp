#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/office.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

std::optional<Office> find_office(Database& database, const OfficeNumber& number);

/// An office and how ledgers speak of it.
struct LedgerOffice {
  Office office;
  std::int64_t ledger_id = 0;           ///< the import that added or changed it last
  std::int64_t series = 0;              ///< of ledgers, by its first import
  std::optional<Instant> absent_since;  ///< the series does not name it any more
};
std::optional<LedgerOffice> find_ledger_office(Database& database, const OfficeNumber& number);

/// Up to `most` offices by number, from `first` on.
std::vector<LedgerOffice> ledger_offices_from(Database& database, const OfficeNumber& first,
                                              std::int64_t most);

/// Writes the office over the row it has, or as a row of its own with its own series;
/// `office.version` is the new one.
void put_office(Database& database, const Office& office, std::int64_t ledger_id, Instant now);

/// Writes an office that there was not.
void add_ledger_office(Database& database, const Office& office, std::int64_t ledger_id,
                       std::int64_t series, Instant now);

/// The offices that an import added and to which nothing has happened since: no application, no
/// letter, no password, and no later ledger that stands has changed them, or may have named them as
/// a whole one of their prefecture. By number, behind the number `after`.
std::vector<std::string> untouched_offices_added_by(Database& database, std::int64_t import_id,
                                                    std::string_view after, std::int64_t most);
std::int64_t count_offices_added_by(Database& database, std::int64_t import_id);

/// The prefectures of the offices that an import added or changed.
std::vector<std::string> prefectures_reached_by(Database& database, std::int64_t import_id);

/// Removes such an office with its IDs.
void remove_office(Database& database, const OfficeNumber& number);

/// False as long as no ledger has named any office of the prefecture.
bool ledger_covers(Database& database, std::string_view prefecture);

/// How many offices there are, and by prefecture how many that are not 廃止.
std::int64_t count_offices(Database& database);
std::vector<std::pair<std::string, std::int64_t>> count_open_offices(Database& database);

/// The offices that are not 廃止, by number, behind the number `after`.
std::vector<Office> open_offices(Database& database, std::string_view after, std::int64_t most);

/// The offices of a prefecture with the `most` longest names and the `most` longest addresses, by
/// number of characters.
std::vector<Office> longest_offices(Database& database, std::string_view prefecture,
                                    std::int64_t most);

/// The user IDs of an office, by prefecture.
std::vector<Account> accounts_of(Database& database, const OfficeNumber& number);
/// The same of all offices from `first` to `last`, by number.
std::map<std::string, std::vector<Account>> accounts_between(Database& database,
                                                             const OfficeNumber& first,
                                                             const OfficeNumber& last);

/// Counts the row's version up: what the ledger says of the office has changed.
void renew_office_version(Database& database, const OfficeNumber& number);

/// Notes that an import lists an ID no longer, or that it is listed again.
void mark_account_unlisted(Database& database, std::int64_t account_id, std::int64_t import_id,
                           Instant now);
void mark_account_listed(Database& database, std::int64_t account_id);

/// What an import did beyond the fields of offices, taken back: offices that it did not name are
/// named again, IDs that it did not list are listed, IDs that it added go where nothing has been
/// done with them and are not listed else.
void take_back_marks(Database& database, std::int64_t import_id, Instant now);

/// Adds a user ID; one that the office holds with that union already is left as it is. `added_by`
/// is the import that names it.
void put_account(Database& database, const OfficeNumber& number, std::string_view prefecture,
                 std::string_view user_id, Instant now, std::int64_t added_by);
/// The same outside of an import. Returns the account.
Account add_account(Database& database, const OfficeNumber& number, std::string_view prefecture,
                    std::string_view user_id, Instant now);

}  // namespace saihakko
