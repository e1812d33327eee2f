#include "core/store/tables/earlier_mails_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO earlier_mails (message_id, found_ms) VALUES ($1, $2) "
    "ON CONFLICT (message_id) DO NOTHING";
constexpr const char* kFind = "SELECT found_ms FROM earlier_mails WHERE message_id = $1";

}  // namespace

void add_earlier_mail(Database& database, std::string_view message_id, Instant now) {
  database.execute(kAdd, message_id, now.ms);
}

bool is_earlier_mail(Database& database, std::string_view message_id) {
  return database.select_one<std::tuple<std::int64_t>>(kFind, message_id).has_value();
}

}  // namespace saihakko
