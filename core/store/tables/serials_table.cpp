#include "core/store/tables/serials_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kDraw =
    "INSERT INTO serials (name, last) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET last = serials.last + excluded.last RETURNING last";

constexpr const char* kLast = "SELECT last FROM serials WHERE name = $1";
constexpr const char* kPassOver =
    "INSERT INTO serials (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = "
    "CASE WHEN serials.last > excluded.last THEN serials.last ELSE excluded.last END";

}  // namespace

std::int64_t draw_serials(Database& database, std::string_view name, std::int64_t count) {
  const auto last = database.select_one<std::tuple<std::int64_t>>(kDraw, name, count);
  return std::get<0>(last.value()) - count + 1;
}

std::int64_t last_serial(Database& database, std::string_view name) {
  const auto last = database.select_one<std::tuple<std::int64_t>>(kLast, name);
  return last ? std::get<0>(*last) : 0;
}

void pass_over_serials(Database& database, std::string_view name, std::int64_t serial) {
  database.execute(kPassOver, name, serial);
}

}  // namespace saihakko
