#include "core/store/tables/offices_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using OfficeRow = std::tuple<std::string, std::string, std::string, std::string, std::string,
                             std::string, std::string, std::string, std::int64_t, std::int64_t,
                             std::int64_t, std::optional<std::int64_t>>;
using AccountRow = std::tuple<std::int64_t, std::string, std::string, std::int64_t>;

constexpr const char* kFind =
    "SELECT office_number, name, name_kana, postcode, address, phone, security_mail, status, "
    "version, ledger_id, series, absent_ms FROM offices WHERE office_number = $1";
constexpr const char* kFrom =
    "SELECT office_number, name, name_kana, postcode, address, phone, security_mail, status, "
    "version, ledger_id, series, absent_ms FROM offices WHERE office_number >= $1 "
    "ORDER BY office_number LIMIT $2";
constexpr const char* kPut =
    "INSERT INTO offices (office_number, name, name_kana, postcode, address, phone, security_mail, "
    "status, version, ledger_id, changed_ms, series, added_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (office_number) DO UPDATE SET name = excluded.name, "
    "name_kana = excluded.name_kana, postcode = excluded.postcode, address = excluded.address, "
    "phone = excluded.phone, security_mail = excluded.security_mail, status = excluded.status, "
    "version = excluded.version, ledger_id = excluded.ledger_id, changed_ms = excluded.changed_ms";
constexpr const char* kRenewVersion =
    "UPDATE offices SET version = version + 1 WHERE office_number = $1";
constexpr const char* kUntouched =
    "SELECT office_number FROM offices WHERE added_by = $1 AND office_number > $2 "
    "AND NOT EXISTS (SELECT 1 FROM applications "
    "WHERE applications.office_number = offices.office_number) "
    "AND NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.office_number = offices.office_number) "
    "AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.office_number = offices.office_number "
    "AND (password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM letters "
    "WHERE letters.account_id = accounts.account_id))) "
    "AND NOT EXISTS (SELECT 1 FROM office_history AS later JOIN ledger_imports AS other "
    "ON other.import_id = later.import_id WHERE later.office_number = offices.office_number "
    "AND later.cause = 'import' AND other.import_id <> $1 "
    "AND other.state NOT IN ('restoring', 'restored')) "
    "AND (absent_ms IS NOT NULL OR NOT EXISTS (SELECT 1 FROM ledger_imports AS whole "
    "JOIN ledger_counts AS counted ON counted.import_id = whole.import_id "
    "WHERE counted.prefecture = SUBSTR(offices.office_number, 1, 2) AND whole.partial = 0 "
    "AND whole.import_id > $1 AND whole.state IN ('taking', 'taken'))) "
    "ORDER BY office_number LIMIT $3";
constexpr const char* kCountAddedBy = "SELECT COUNT(*) FROM offices WHERE added_by = $1";
constexpr const char* kPrefecturesReached =
    "SELECT SUBSTR(office_number, 1, 2) FROM offices WHERE added_by = $1 "
    "UNION SELECT SUBSTR(office_number, 1, 2) FROM office_history WHERE import_id = $1";
constexpr const char* kRemoveAccounts = "DELETE FROM accounts WHERE office_number = $1";
constexpr const char* kRemove = "DELETE FROM offices WHERE office_number = $1";
constexpr const char* kCovers =
    "SELECT office_number FROM offices WHERE office_number >= $1 AND office_number < $2 LIMIT 1";
constexpr const char* kCount = "SELECT COUNT(*) FROM offices";
constexpr const char* kCountOpen =
    "SELECT SUBSTR(office_number, 1, 2) AS prefecture, COUNT(*) FROM offices "
    "WHERE status <> 'closed' GROUP BY prefecture ORDER BY prefecture";
constexpr const char* kOpenBehind =
    "SELECT office_number FROM offices WHERE office_number > $1 AND status <> 'closed' "
    "ORDER BY office_number LIMIT $2";
constexpr const char* kLongestNames =
    "SELECT office_number FROM offices WHERE office_number >= $1 AND office_number < $2 "
    "ORDER BY LENGTH(name) DESC, office_number LIMIT $3";
constexpr const char* kLongestAddresses =
    "SELECT office_number FROM offices WHERE office_number >= $1 AND office_number < $2 "
    "ORDER BY LENGTH(address) DESC, office_number LIMIT $3";
constexpr const char* kAccounts =
    "SELECT account_id, prefecture, user_id, unlisted_ms IS NULL FROM accounts "
    "WHERE office_number = $1 ORDER BY prefecture";
constexpr const char* kAccountsBetween =
    "SELECT office_number, account_id, prefecture, user_id, unlisted_ms IS NULL FROM accounts "
    "WHERE office_number >= $1 AND office_number <= $2 ORDER BY office_number, prefecture";
constexpr const char* kFindAccount =
    "SELECT account_id, prefecture, user_id, unlisted_ms IS NULL FROM accounts "
    "WHERE office_number = $1 AND prefecture = $2";
constexpr const char* kMarkUnlisted =
    "UPDATE accounts SET unlisted_ms = $1, unlisted_by = $2 WHERE account_id = $3";
constexpr const char* kMarkListed = "UPDATE accounts SET unlisted_ms = NULL WHERE account_id = $1";
constexpr const char* kNameAgain =
    "UPDATE offices SET absent_ms = NULL, version = version + 1 "
    "WHERE absent_by = $1 AND absent_ms IS NOT NULL";
constexpr const char* kListAgain =
    "UPDATE accounts SET unlisted_ms = NULL WHERE unlisted_by = $1 AND unlisted_ms IS NOT NULL";
constexpr const char* kRemoveAdded =
    "DELETE FROM accounts WHERE added_by = $1 AND password_hash IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM letters WHERE letters.account_id = accounts.account_id) "
    "AND EXISTS (SELECT 1 FROM offices WHERE offices.office_number = accounts.office_number "
    "AND offices.added_by <> accounts.added_by)";
constexpr const char* kUnlistAdded =
    "UPDATE accounts SET unlisted_ms = $1 WHERE added_by = $2 AND unlisted_ms IS NULL";
constexpr const char* kAddAccount =
    "INSERT INTO accounts (office_number, prefecture, user_id, created_ms, added_by) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (office_number, prefecture) DO NOTHING";

LedgerOffice office_from(OfficeRow&& row) {
  auto& [number, name, kana, postcode, address, phone, mail, status, version, ledger_id, series,
         absent_ms] = row;
  return {{OfficeNumber::parse(number).value(), std::move(name), std::move(kana),
           std::move(postcode), std::move(address), std::move(phone), std::move(mail),
           parse_office_status(status).value(), version},
          ledger_id,
          series,
          absent_ms ? std::optional(Instant{*absent_ms}) : std::nullopt};
}

Account account_from(AccountRow&& row) {
  auto& [id, prefecture, user_id, listed] = row;
  return {id, std::move(prefecture), std::move(user_id), listed != 0};
}

std::int64_t only_number(const std::optional<std::tuple<std::int64_t>>& row) {
  return std::get<0>(row.value());
}

}  // namespace

std::optional<LedgerOffice> find_ledger_office(Database& database, const OfficeNumber& number) {
  auto row = database.select_one<OfficeRow>(kFind, number.text());
  if (!row) return std::nullopt;
  return office_from(std::move(*row));
}

std::vector<LedgerOffice> ledger_offices_from(Database& database, const OfficeNumber& first,
                                              std::int64_t most) {
  std::vector<LedgerOffice> offices;
  for (OfficeRow& row : database.select<OfficeRow>(kFrom, first.text(), most))
    offices.push_back(office_from(std::move(row)));
  return offices;
}

std::optional<Office> find_office(Database& database, const OfficeNumber& number) {
  auto found = find_ledger_office(database, number);
  if (!found) return std::nullopt;
  return std::move(found->office);
}

void put_office(Database& database, const Office& office, std::int64_t ledger_id, Instant now) {
  add_ledger_office(database, office, ledger_id, ledger_id, now);
}

void add_ledger_office(Database& database, const Office& office, std::int64_t ledger_id,
                       std::int64_t series, Instant now) {
  database.execute(kPut, office.number.text(), office.name, office.name_kana, office.postcode,
                   office.address, office.phone, office.security_mail, to_text(office.status),
                   office.version, ledger_id, now.ms, series, ledger_id);
}

std::vector<std::string> untouched_offices_added_by(Database& database, std::int64_t import_id,
                                                    std::string_view after, std::int64_t most) {
  std::vector<std::string> numbers;
  for (auto& [number] :
       database.select<std::tuple<std::string>>(kUntouched, import_id, after, most)) {
    numbers.push_back(std::move(number));
  }
  return numbers;
}

std::int64_t count_offices_added_by(Database& database, std::int64_t import_id) {
  return only_number(database.select_one<std::tuple<std::int64_t>>(kCountAddedBy, import_id));
}

std::vector<std::string> prefectures_reached_by(Database& database, std::int64_t import_id) {
  std::vector<std::string> prefectures;
  for (auto& [prefecture] :
       database.select<std::tuple<std::string>>(kPrefecturesReached, import_id)) {
    prefectures.push_back(std::move(prefecture));
  }
  return prefectures;
}

void remove_office(Database& database, const OfficeNumber& number) {
  database.execute(kRemoveAccounts, number.text());
  database.execute(kRemove, number.text());
}

bool ledger_covers(Database& database, std::string_view prefecture) {
  const std::string first(prefecture);
  return database.select_one<std::tuple<std::string>>(kCovers, first, first + "~").has_value();
}

std::int64_t count_offices(Database& database) {
  return only_number(database.select_one<std::tuple<std::int64_t>>(kCount));
}

std::vector<std::pair<std::string, std::int64_t>> count_open_offices(Database& database) {
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (auto& [prefecture, count] :
       database.select<std::tuple<std::string, std::int64_t>>(kCountOpen)) {
    counts.emplace_back(std::move(prefecture), count);
  }
  return counts;
}

void mark_account_unlisted(Database& database, std::int64_t account_id, std::int64_t import_id,
                           Instant now) {
  database.execute(kMarkUnlisted, now.ms, import_id, account_id);
}

void mark_account_listed(Database& database, std::int64_t account_id) {
  database.execute(kMarkListed, account_id);
}

void take_back_marks(Database& database, std::int64_t import_id, Instant now) {
  database.execute(kNameAgain, import_id);
  database.execute(kListAgain, import_id);
  database.execute(kRemoveAdded, import_id);
  database.execute(kUnlistAdded, now.ms, import_id);
}

std::vector<Office> open_offices(Database& database, std::string_view after, std::int64_t most) {
  std::vector<Office> offices;
  for (const auto& [number] : database.select<std::tuple<std::string>>(kOpenBehind, after, most)) {
    offices.push_back(find_office(database, OfficeNumber::parse(number).value()).value());
  }
  return offices;
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

std::map<std::string, std::vector<Account>> accounts_between(Database& database,
                                                             const OfficeNumber& first,
                                                             const OfficeNumber& last) {
  using NumberedRow = std::tuple<std::string, std::int64_t, std::string, std::string, std::int64_t>;
  std::map<std::string, std::vector<Account>> accounts;
  for (auto& [number, id, prefecture, user_id, listed] :
       database.select<NumberedRow>(kAccountsBetween, first.text(), last.text())) {
    accounts[std::move(number)].push_back(
        {id, std::move(prefecture), std::move(user_id), listed != 0});
  }
  return accounts;
}

void renew_office_version(Database& database, const OfficeNumber& number) {
  database.execute(kRenewVersion, number.text());
}

void put_account(Database& database, const OfficeNumber& number, std::string_view prefecture,
                 std::string_view user_id, Instant now, std::int64_t added_by) {
  database.execute(kAddAccount, number.text(), prefecture, user_id, now.ms, added_by);
}

Account add_account(Database& database, const OfficeNumber& number, std::string_view prefecture,
                    std::string_view user_id, Instant now) {
  put_account(database, number, prefecture, user_id, now, 0);
  return account_from(
      database.select_one<AccountRow>(kFindAccount, number.text(), prefecture).value());
}

}  // namespace saihakko
