#include "core/store/serials_table.hpp"

#include "core/store/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kDraw =
    "INSERT INTO serials (name, last) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET last = serials.last + excluded.last RETURNING last";

}  // namespace

std::int64_t draw_serials(Database& database, std::string_view name, std::int64_t count) {
  const auto last = database.select_one<std::tuple<std::int64_t>>(kDraw, name, count);
  return std::get<0>(last.value()) - count + 1;
}

}  // namespace saihakko
