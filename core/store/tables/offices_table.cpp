#include "core/store/tables/offices_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using OfficeRow = std::tuple<std::string, std::string, std::string, std::string, std::string,
                             std::string, std::string, std::int64_t, std::int64_t>;
using AccountRow = std::tuple<std::int64_t, std::string, std::string>;

constexpr const char* kFind =
    "SELECT name, name_kana, postcode, address, phone, security_mail, status, version, "
    "ledger_id FROM offices WHERE office_number = $1";
constexpr const char* kPut =
    "INSERT INTO offices (office_number, name, name_kana, postcode, address, phone, security_mail, "
    "status, version, ledger_id, changed_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (office_number) DO UPDATE SET name = excluded.name, "
    "name_kana = excluded.name_kana, postcode = excluded.postcode, address = excluded.address, "
    "phone = excluded.phone, security_mail = excluded.security_mail, status = excluded.status, "
    "version = excluded.version, ledger_id = excluded.ledger_id, changed_ms = excluded.changed_ms";
constexpr const char* kRenewVersion =
    "UPDATE offices SET version = version + 1 WHERE office_number = $1";
constexpr const char* kMarkNamed = "UPDATE offices SET ledger_id = $1 WHERE office_number = $2";
constexpr const char* kCovers =
    "SELECT office_number FROM offices WHERE office_number >= $1 AND office_number < $2 LIMIT 1";
constexpr const char* kCount = "SELECT COUNT(*) FROM offices";
constexpr const char* kCountNotNamed = "SELECT COUNT(*) FROM offices WHERE ledger_id <> $1";
constexpr const char* kLongestNames =
    "SELECT office_number FROM offices WHERE office_number >= $1 AND office_number < $2 "
    "ORDER BY LENGTH(name) DESC, office_number LIMIT $3";
constexpr const char* kLongestAddresses =
    "SELECT office_number FROM offices WHERE office_number >= $1 AND office_number < $2 "
    "ORDER BY LENGTH(address) DESC, office_number LIMIT $3";
constexpr const char* kAccounts =
    "SELECT account_id, prefecture, user_id FROM accounts WHERE office_number = $1 "
    "ORDER BY prefecture";
constexpr const char* kFindAccount =
    "SELECT account_id, prefecture, user_id FROM accounts "
    "WHERE office_number = $1 AND prefecture = $2";
constexpr const char* kAddAccount =
    "INSERT INTO accounts (office_number, prefecture, user_id, created_ms) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (office_number, prefecture) DO NOTHING";

Account account_from(AccountRow&& row) {
  auto& [id, prefecture, user_id] = row;
  return {id, std::move(prefecture), std::move(user_id)};
}

std::int64_t only_number(const std::optional<std::tuple<std::int64_t>>& row) {
  return std::get<0>(row.value());
}

}  // namespace

std::optional<LedgerOffice> find_ledger_office(Database& database, const OfficeNumber& number) {
  auto row = database.select_one<OfficeRow>(kFind, number.text());
  if (!row) return std::nullopt;
  auto& [name, kana, postcode, address, phone, mail, status, version, ledger_id] = *row;
  return LedgerOffice{
      {number, std::move(name), std::move(kana), std::move(postcode), std::move(address),
       std::move(phone), std::move(mail), parse_office_status(status).value(), version},
      ledger_id};
}

std::optional<Office> find_office(Database& database, const OfficeNumber& number) {
  auto found = find_ledger_office(database, number);
  if (!found) return std::nullopt;
  return std::move(found->office);
}

void put_office(Database& database, const Office& office, std::int64_t ledger_id, Instant now) {
  database.execute(kPut, office.number.text(), office.name, office.name_kana, office.postcode,
                   office.address, office.phone, office.security_mail, to_text(office.status),
                   office.version, ledger_id, now.ms);
}

void mark_office_named(Database& database, const OfficeNumber& number, std::int64_t ledger_id) {
  database.execute(kMarkNamed, ledger_id, number.text());
}

bool ledger_covers(Database& database, std::string_view prefecture) {
  const std::string first(prefecture);
  return database.select_one<std::tuple<std::string>>(kCovers, first, first + "~").has_value();
}

std::int64_t count_offices(Database& database) {
  return only_number(database.select_one<std::tuple<std::int64_t>>(kCount));
}

std::int64_t count_offices_not_named_by(Database& database, std::int64_t ledger_id) {
  return only_number(database.select_one<std::tuple<std::int64_t>>(kCountNotNamed, ledger_id));
}

std::vector<Office> longest_offices(Database& database, std::string_view prefecture,
                                    std::int64_t most) {
  const std::string first(prefecture);
  std::vector<Office> offices;
  for (const char* statement : {kLongestNames, kLongestAddresses}) {
    for (const auto& [number] :
         database.select<std::tuple<std::string>>(statement, first, first + "~", most)) {
      offices.push_back(find_office(database, OfficeNumber::parse(number).value()).value());
    }
  }
  return offices;
}

std::vector<Account> accounts_of(Database& database, const OfficeNumber& number) {
  std::vector<Account> accounts;
  for (AccountRow& row : database.select<AccountRow>(kAccounts, number.text())) {
    accounts.push_back(account_from(std::move(row)));
  }
  return accounts;
}

void renew_office_version(Database& database, const OfficeNumber& number) {
  database.execute(kRenewVersion, number.text());
}

Account add_account(Database& database, const OfficeNumber& number, std::string_view prefecture,
                    std::string_view user_id, Instant now) {
  database.execute(kAddAccount, number.text(), prefecture, user_id, now.ms);
  return account_from(
      database.select_one<AccountRow>(kFindAccount, number.text(), prefecture).value());
}

}  // namespace saihakko
