#include "core/store/tables/login_failures_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kFind =
    "SELECT failures, locked_until_ms, office_number FROM login_failures "
    "WHERE user_mark = $1 AND client_mark = $2";
constexpr const char* kPut =
    "INSERT INTO login_failures (user_mark, client_mark, failures, locked_until_ms, last_ms, "
    "office_number) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_mark, client_mark) "
    "DO UPDATE SET failures = excluded.failures, locked_until_ms = excluded.locked_until_ms, "
    "last_ms = excluded.last_ms, office_number = excluded.office_number";
constexpr const char* kSweep =
    "DELETE FROM login_failures WHERE (user_mark, client_mark) IN (SELECT user_mark, client_mark "
    "FROM login_failures WHERE last_ms < $1 AND failures < $2 LIMIT $3) RETURNING failures";
constexpr const char* kGuessed =
    "SELECT DISTINCT office_number FROM login_failures WHERE failures >= $1 "
    "AND office_number <> '' ORDER BY office_number LIMIT $2";
constexpr const char* kClearOfOffice = "DELETE FROM login_failures WHERE office_number = $1";
constexpr const char* kClear = "DELETE FROM login_failures WHERE user_mark = $1";

}  // namespace

LoginFailures find_login_failures(Database& database, std::string_view user_mark,
                                  std::string_view client_mark) {
  const auto row = database.select_one<std::tuple<std::int64_t, std::int64_t, std::string>>(
      kFind, user_mark, client_mark);
  if (!row) return {};
  return {static_cast<int>(std::get<0>(*row)), {std::get<1>(*row)}, std::get<2>(*row)};
}

void put_login_failures(Database& database, std::string_view user_mark,
                        std::string_view client_mark, const LoginFailures& failures, Instant now) {
  database.execute(kPut, user_mark, client_mark, failures.failures, failures.locked_until.ms,
                   now.ms, failures.office_number);
}

std::int64_t sweep_login_failures(Database& database, Instant before, int most,
                                  std::int64_t limit) {
  return static_cast<std::int64_t>(
      database.select<std::tuple<std::int64_t>>(kSweep, before.ms, most, limit).size());
}

std::vector<std::string> guessed_offices(Database& database, int failures, std::int64_t limit) {
  std::vector<std::string> offices;
  for (auto& [office] : database.select<std::tuple<std::string>>(kGuessed, failures, limit)) {
    offices.push_back(std::move(office));
  }
  return offices;
}

std::int64_t clear_login_failures_of_office(Database& database, std::string_view office_number) {
  return database.execute(kClearOfOffice, office_number);
}

void clear_login_failures(Database& database, std::string_view user_mark) {
  database.execute(kClear, user_mark);
}

}  // namespace saihakko
