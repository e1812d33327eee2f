#include "core/store/tables/accounts_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::int64_t, std::string, std::string, std::string, std::string>;

#define CREDENTIALS_COLUMNS                                                             \
  "SELECT account_id, prefecture, user_id, office_number, COALESCE(password_hash, '') " \
  "FROM accounts "

constexpr const char* kFindByUserId = CREDENTIALS_COLUMNS "WHERE user_id = $1";
constexpr const char* kFindById = CREDENTIALS_COLUMNS "WHERE account_id = $1";
constexpr const char* kSetPassword =
    "UPDATE accounts SET password_hash = $1, password_ms = $2, security_code_hash = NULL "
    "WHERE account_id = $3";
constexpr const char* kEndOfOffice =
    "UPDATE accounts SET password_hash = NULL, security_code_hash = NULL WHERE office_number = $1";

constexpr const char* kPasswordSetAt =
    "SELECT password_ms FROM accounts WHERE office_number = $1 AND prefecture = $2 "
    "AND password_hash IS NOT NULL";

std::optional<Credentials> from(std::optional<Row>&& row) {
  if (!row) return std::nullopt;
  auto& [id, prefecture, user_id, office, hash] = *row;
  return Credentials{{id, std::move(prefecture), std::move(user_id)},
                     OfficeNumber::parse(office).value(),
                     std::move(hash)};
}

}  // namespace

std::optional<Credentials> find_credentials(Database& database, std::string_view user_id) {
  return from(database.select_one<Row>(kFindByUserId, user_id));
}

std::optional<Credentials> find_credentials(Database& database, std::int64_t account_id) {
  return from(database.select_one<Row>(kFindById, account_id));
}

void set_password(Database& database, std::int64_t account_id, std::string_view password_hash,
                  Instant now) {
  database.execute(kSetPassword, password_hash, now.ms, account_id);
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
