#include "core/store/tables/worksheets_table.hpp"

#include "core/store/engine/statement.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

constexpr const char* kApplied = "SELECT DISTINCT prefecture FROM applications ORDER BY prefecture";
constexpr const char* kToList =
    "SELECT prefecture FROM applications WHERE state IN ('in_review', 'on_hold') "
    "AND listed_version <> version "
    "UNION SELECT prefecture FROM worksheets WHERE state = 'begun' ORDER BY prefecture";
constexpr const char* kToReview =
    "SELECT application_id FROM applications WHERE state IN ('in_review', 'on_hold') "
    "AND prefecture = $1 ORDER BY urgent DESC, application_id LIMIT $2";
constexpr const char* kSetListed =
    "UPDATE applications SET listed_version = $1 WHERE application_id = $2";
constexpr const char* kListAnew =
    "UPDATE applications SET listed_version = 0 WHERE application_id = $1";
constexpr const char* kNewest =
    "SELECT worksheet_id, name FROM worksheets WHERE prefecture = $1 AND state = $2 "
    "ORDER BY worksheet_id DESC LIMIT 1";
constexpr const char* kNameTaken = "SELECT worksheet_id FROM worksheets WHERE name = $1";
constexpr const char* kBegin =
    "INSERT INTO worksheets (prefecture, name, state, applications, begun_ms) "
    "VALUES ($1, $2, 'begun', 0, $3) RETURNING worksheet_id";
constexpr const char* kClose =
    "UPDATE worksheets SET state = 'made', applications = $1 WHERE worksheet_id = $2";
constexpr const char* kRemove = "DELETE FROM worksheets WHERE worksheet_id = $1";

std::vector<std::string> prefectures(Database& database, const char* sql) {
  std::vector<std::string> found;
  for (auto& [prefecture] : database.select<std::tuple<std::string>>(sql)) {
    found.push_back(std::move(prefecture));
  }
  return found;
}

std::optional<Worksheet> newest_in(Database& database, std::string_view prefecture,
                                   std::string_view state) {
  auto row = database.select_one<std::tuple<std::int64_t, std::string>>(kNewest, prefecture, state);
  if (!row) return std::nullopt;
  return Worksheet{std::get<0>(*row), std::move(std::get<1>(*row))};
}

}  // namespace

std::vector<std::string> applied_prefectures(Database& database) {
  return prefectures(database, kApplied);
}

std::vector<std::string> prefectures_to_list(Database& database) {
  return prefectures(database, kToList);
}

std::vector<Application> applications_to_review(Database& database, std::string_view prefecture,
                                                std::int64_t limit) {
  std::vector<Application> applications;
  for (const auto& [id] : database.select<std::tuple<std::int64_t>>(kToReview, prefecture, limit)) {
    applications.push_back(find_application(database, id).value());
  }
  return applications;
}

void set_listed_version(Database& database, std::int64_t application_id, std::int64_t version) {
  database.execute(kSetListed, version, application_id);
}

void list_anew(Database& database, std::int64_t application_id) {
  database.execute(kListAnew, application_id);
}

std::optional<Worksheet> begun_worksheet(Database& database, std::string_view prefecture) {
  return newest_in(database, prefecture, "begun");
}

std::optional<Worksheet> newest_worksheet(Database& database, std::string_view prefecture) {
  return newest_in(database, prefecture, "made");
}

bool worksheet_name_taken(Database& database, std::string_view name) {
  return database.select_one<std::tuple<std::int64_t>>(kNameTaken, name).has_value();
}

std::int64_t begin_worksheet(Database& database, std::string_view prefecture, std::string_view name,
                             Instant now) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kBegin, prefecture, name, now.ms).value());
}

void close_worksheet(Database& database, std::int64_t id, std::int64_t applications) {
  database.execute(kClose, applications, id);
}

void remove_worksheet(Database& database, std::int64_t id) {
  database.execute(kRemove, id);
}

}  // namespace saihakko
