#include "core/store/tables/login_failures_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kFind =
    "SELECT failures, locked_until_ms, last_ms FROM login_failures "
    "WHERE user_mark = $1 AND client_mark = $2";
constexpr const char* kPut =
    "INSERT INTO login_failures (user_mark, client_mark, failures, locked_until_ms, last_ms) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_mark, client_mark) DO UPDATE SET "
    "failures = excluded.failures, locked_until_ms = excluded.locked_until_ms, "
    "last_ms = excluded.last_ms";

constexpr const char* kSweep =
    "DELETE FROM login_failures WHERE (user_mark, client_mark) IN (SELECT user_mark, client_mark "
    "FROM login_failures WHERE last_ms < $1 AND locked_until_ms <= $2 LIMIT $3) "
    "RETURNING failures";
constexpr const char* kClear = "DELETE FROM login_failures WHERE user_mark = $1";

}  // namespace

LoginFailures find_login_failures(Database& database, std::string_view user_mark,
                                  std::string_view client_mark) {
  const auto row = database.select_one<std::tuple<std::int64_t, std::int64_t, std::int64_t>>(
      kFind, user_mark, client_mark);
  if (!row) return {};
  return {static_cast<int>(std::get<0>(*row)), {std::get<1>(*row)}, {std::get<2>(*row)}};
}

void put_login_failures(Database& database, std::string_view user_mark,
                        std::string_view client_mark, const LoginFailures& failures, Instant now) {
  database.execute(kPut, user_mark, client_mark, failures.failures, failures.locked_until.ms,
                   now.ms);
}

std::int64_t sweep_login_failures(Database& database, Instant before, Instant now,
                                  std::int64_t limit) {
  return static_cast<std::int64_t>(
      database.select<std::tuple<std::int64_t>>(kSweep, before.ms, now.ms, limit).size());
}

void clear_login_failures(Database& database, std::string_view user_mark) {
  database.execute(kClear, user_mark);
}

}  // namespace saihakko
