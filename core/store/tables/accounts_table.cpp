#include "core/store/tables/accounts_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::int64_t, std::string, std::string, std::string, std::string,
                       std::string, std::int64_t>;

#define CREDENTIALS_COLUMNS                                                              \
  "SELECT account_id, prefecture, user_id, office_number, COALESCE(password_hash, ''), " \
  "hash_setting, COALESCE(password_ms, 0) FROM accounts "

constexpr const char* kFindByUserId = CREDENTIALS_COLUMNS "WHERE user_id = $1";
constexpr const char* kFindById = CREDENTIALS_COLUMNS "WHERE account_id = $1";
constexpr const char* kSetPassword =
    "UPDATE accounts SET password_hash = $1, hash_setting = $2, password_ms = $3, "
    "security_code_hash = NULL WHERE account_id = $4";
constexpr const char* kRenewHash =
    "UPDATE accounts SET password_hash = $1, hash_setting = $2 WHERE account_id = $3";
constexpr const char* kAdoptSetting =
    "UPDATE accounts SET hash_setting = $1 WHERE account_id = $2 AND hash_setting IN ('', $3) "
    "RETURNING account_id";
constexpr const char* kModel =
    "SELECT hash_setting, COALESCE(password_hash, '') FROM accounts WHERE account_id > "
    "(SELECT COALESCE(MAX(account_id), 0) FROM accounts) * $1 / 1000000 "
    "ORDER BY account_id LIMIT 1";
constexpr const char* kEndOfOffice =
    "UPDATE accounts SET password_hash = NULL, security_code_hash = NULL WHERE office_number = $1";

constexpr const char* kPasswordSetAt =
    "SELECT password_ms FROM accounts WHERE office_number = $1 AND prefecture = $2 "
    "AND password_hash IS NOT NULL";

std::optional<Credentials> from(std::optional<Row>&& row) {
  if (!row) return std::nullopt;
  auto& [id, prefecture, user_id, office, hash, setting, set_at] = *row;
  return Credentials{{id, std::move(prefecture), std::move(user_id)},
                     OfficeNumber::parse(office).value(),
                     std::move(hash),
                     {set_at},
                     std::move(setting)};
}

}  // namespace

std::optional<Credentials> find_credentials(Database& database, std::string_view user_id) {
  return from(database.select_one<Row>(kFindByUserId, user_id));
}

std::optional<Credentials> find_credentials(Database& database, std::int64_t account_id) {
  return from(database.select_one<Row>(kFindById, account_id));
}

void set_password(Database& database, std::int64_t account_id, std::string_view password_hash,
                  std::string_view hash_setting, Instant now) {
  database.execute(kSetPassword, password_hash, hash_setting, now.ms, account_id);
}

void renew_password_hash(Database& database, std::int64_t account_id,
                         std::string_view password_hash, std::string_view hash_setting) {
  database.execute(kRenewHash, password_hash, hash_setting, account_id);
}

bool adopt_hash_setting(Database& database, std::int64_t account_id,
                        std::string_view hash_setting) {
  return database
      .select_one<std::tuple<std::int64_t>>(kAdoptSetting, hash_setting, account_id, hash_setting)
      .has_value();
}

HashModel model_of_hashes(Database& database, std::int64_t millionth) {
  const auto row = database.select_one<std::tuple<std::string, std::string>>(kModel, millionth);
  return row ? HashModel{std::get<0>(*row), std::get<1>(*row)} : HashModel{};
}

std::optional<Instant> password_set_at(Database& database, const OfficeNumber& number,
                                       std::string_view prefecture) {
  const auto row = database.select_one<std::tuple<std::optional<std::int64_t>>>(
      kPasswordSetAt, number.text(), prefecture);
  if (!row || !std::get<0>(*row)) return std::nullopt;
  return Instant{*std::get<0>(*row)};
}

void end_passwords_of_office(Database& database, const OfficeNumber& number) {
  database.execute(kEndOfOffice, number.text());
}

}  // namespace saihakko
