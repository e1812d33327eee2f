#include "core/store/tables/known_clients_table.hpp"

#include "core/domain/term.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kFind =
    "SELECT seen_ms FROM known_clients WHERE client_mark = $1 AND seen_ms >= $2";
constexpr const char* kRemember =
    "INSERT INTO known_clients (client_mark, account_id, seen_ms) VALUES ($1, $2, $3) "
    "ON CONFLICT (client_mark) DO UPDATE SET seen_ms = excluded.seen_ms";
constexpr const char* kForgetOldest =
    "DELETE FROM known_clients WHERE account_id = $1 AND client_mark NOT IN (SELECT client_mark "
    "FROM known_clients WHERE account_id = $2 ORDER BY seen_ms DESC, client_mark LIMIT $3)";
constexpr const char* kForget = "DELETE FROM known_clients WHERE client_mark = $1";
constexpr const char* kForgetOfAccount = "DELETE FROM known_clients WHERE account_id = $1";
constexpr const char* kForgetOfOffice =
    "DELETE FROM known_clients WHERE account_id IN (SELECT account_id FROM accounts "
    "WHERE office_number = $1)";
constexpr const char* kCap = "UPDATE known_clients SET seen_ms = $1 WHERE seen_ms > $2";
constexpr const char* kSweep =
    "DELETE FROM known_clients WHERE client_mark IN (SELECT client_mark FROM known_clients "
    "WHERE seen_ms < $1 LIMIT $2)";

}  // namespace

bool is_known_client(Database& database, std::string_view client_mark, Instant since) {
  return database.select_one<std::tuple<std::int64_t>>(kFind, client_mark, since.ms).has_value();
}

void remember_client(Database& database, std::string_view client_mark, std::int64_t account_id,
                     std::int64_t most, Instant now) {
  database.execute(kRemember, client_mark, account_id, now.ms);
  database.execute(kForgetOldest, account_id, account_id, most);
}

void forget_client(Database& database, std::string_view client_mark) {
  database.execute(kForget, client_mark);
}

void forget_clients_of_account(Database& database, std::int64_t account_id) {
  database.execute(kForgetOfAccount, account_id);
}

void forget_clients_of_office(Database& database, const OfficeNumber& number) {
  database.execute(kForgetOfOffice, number.text());
}

std::int64_t cap_known_clients(Database& database, Instant now) {
  return database.execute(kCap, now.ms, latest_end(0, now).ms);
}

std::int64_t sweep_known_clients(Database& database, Instant before, std::int64_t limit) {
  return database.execute(kSweep, before.ms, limit);
}

}  // namespace saihakko
