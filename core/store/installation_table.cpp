#include "core/store/installation_table.hpp"

#include "core/store/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kRehearsal = "rehearsal";
constexpr const char* kYes = "yes";

constexpr const char* kFind = "SELECT value FROM installation WHERE name = $1";
constexpr const char* kPut =
    "INSERT INTO installation (name, value) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

}  // namespace

bool is_rehearsal_installation(Database& database) {
  const auto row = database.select_one<std::tuple<std::string>>(kFind, kRehearsal);
  return row && std::get<0>(*row) == kYes;
}

void mark_rehearsal_installation(Database& database) { database.execute(kPut, kRehearsal, kYes); }

}  // namespace saihakko
