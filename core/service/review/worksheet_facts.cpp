#include "core/service/review/worksheet_facts.hpp"

#include "core/store/tables/worksheets_table.hpp"

namespace saihakko {

std::vector<std::string> unions_applied_to(Database& database) {
  return applied_prefectures(database);
}

std::vector<std::string> unions_to_list(Database& database) {
  return prefectures_to_list(database);
}

std::optional<std::string> newest_worksheet_of(Database& database, std::string_view prefecture) {
  const auto newest = newest_worksheet(database, prefecture);
  return newest ? std::optional(newest->name) : std::nullopt;
}

}  // namespace saihakko
