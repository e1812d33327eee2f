#include "core/store/tables/office_locks_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kFind = "SELECT locked_ms FROM office_locks WHERE office_number = $1";
constexpr const char* kAdd =
    "INSERT INTO office_locks (office_number, locked_ms, locked_uid) VALUES ($1, $2, $3) "
    "ON CONFLICT (office_number) DO NOTHING RETURNING locked_ms";
constexpr const char* kRemove =
    "DELETE FROM office_locks WHERE office_number = $1 RETURNING locked_ms";

using Row = std::tuple<std::int64_t>;

}  // namespace

std::optional<Instant> office_locked_at(Database& database, const OfficeNumber& number) {
  return office_locked_at(database, std::string_view(number.text()));
}

std::optional<Instant> office_locked_at(Database& database, std::string_view number) {
  const auto row = database.select_one<Row>(kFind, number);
  if (!row) return std::nullopt;
  return Instant{std::get<0>(*row)};
}

bool add_office_lock(Database& database, const OfficeNumber& number, std::int64_t uid,
                     Instant now) {
  return database.select_one<Row>(kAdd, number.text(), now.ms, uid).has_value();
}

bool remove_office_lock(Database& database, const OfficeNumber& number) {
  return database.select_one<Row>(kRemove, number.text()).has_value();
}

}  // namespace saihakko
