#include "core/store/installation_table.hpp"

namespace saihakko {
namespace {

constexpr const char* kFind = "SELECT value FROM installation WHERE name = $1";
constexpr const char* kPut =
    "INSERT INTO installation (name, value) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

}  // namespace

std::optional<std::string> find_installation_fact(Database& database, std::string_view name) {
  const auto row = database.select_one<std::tuple<std::string>>(kFind, name);
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

void put_installation_fact(Database& database, std::string_view name, std::string_view value) {
  database.execute(kPut, name, value);
}

}  // namespace saihakko
