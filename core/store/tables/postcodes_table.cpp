#include "core/store/tables/postcodes_table.hpp"

#include <tuple>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kBegin =
    "INSERT INTO postcode_lists (list_id, kind, state, renewed_ms) VALUES ($1, $2, 'taking', $3) "
    "ON CONFLICT (list_id) DO NOTHING";
constexpr const char* kBegun = "SELECT list_id FROM postcode_lists WHERE list_id = $1";
constexpr const char* kInForce =
    "SELECT list_id, renewed_ms FROM postcode_lists WHERE kind = $1 AND state = 'in_force'";
constexpr const char* kListed =
    "SELECT list_id FROM postcode_lists WHERE state = 'in_force' LIMIT 1";
constexpr const char* kCount = "SELECT COUNT(*) FROM postcode_places WHERE list_id = $1";
constexpr const char* kPutInForce =
    "UPDATE postcode_lists SET state = 'in_force', renewed_ms = $1 WHERE list_id = $2";
constexpr const char* kRenew = "UPDATE postcode_lists SET renewed_ms = $1 WHERE list_id = $2";
constexpr const char* kRemovePlaces = "DELETE FROM postcode_places WHERE list_id = $1";
constexpr const char* kRemoveList = "DELETE FROM postcode_lists WHERE list_id = $1";
constexpr const char* kRemoveAreas =
    "DELETE FROM postcode_areas WHERE NOT EXISTS (SELECT 1 FROM postcode_places "
    "WHERE postcode_places.area_id = postcode_areas.area_id)";
constexpr const char* kAddArea =
    "INSERT INTO postcode_areas (prefecture, area, short_area) VALUES ($1, $2, $3)";
constexpr const char* kArea = "SELECT area_id FROM postcode_areas WHERE area = $1";
constexpr const char* kShortArea =
    "SELECT area_id FROM postcode_areas WHERE prefecture = $1 AND short_area = $2 "
    "ORDER BY area_id";
constexpr const char* kAddPlace =
    "INSERT INTO postcode_places (list_id, postcode, area_id, town, detail, kind, month) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT (postcode, area_id, town, detail, list_id) DO UPDATE SET month = excluded.month "
    "WHERE excluded.month > postcode_places.month";
constexpr const char* kRemovePlace =
    "DELETE FROM postcode_places WHERE list_id = $1 AND postcode = $2 AND area_id = $3 "
    "AND town = $4 AND detail = $5 AND month < $6";
constexpr const char* kPlaces =
    "SELECT postcode_places.area_id, town, detail, postcode_places.kind, area "
    "FROM postcode_places JOIN postcode_lists USING (list_id) "
    "JOIN postcode_areas ON postcode_areas.area_id = postcode_places.area_id "
    "WHERE postcode = $1 AND state = 'in_force' ORDER BY area, town, detail";
constexpr const char* kPostcodes =
    "SELECT DISTINCT postcode FROM postcode_places JOIN postcode_lists USING (list_id) "
    "WHERE area_id = $1 AND town = $2 AND state = 'in_force' "
    "AND postcode_places.kind IN ('town', 'unlisted') ORDER BY postcode";

using Id = std::tuple<std::int64_t>;

std::optional<std::int64_t> id_in(const std::optional<Id>& row) {
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

}  // namespace

std::string_view to_text(PostcodeListKind kind) {
  switch (kind) {
    case PostcodeListKind::towns: return "towns";
    case PostcodeListKind::businesses: return "businesses";
  }
  return {};
}

void begin_postcode_list(Database& database, std::int64_t list_id, PostcodeListKind kind,
                         Instant now) {
  database.execute(kBegin, list_id, to_text(kind), now.ms);
}

bool postcode_list_begun(Database& database, std::int64_t list_id) {
  return database.select_one<Id>(kBegun, list_id).has_value();
}

std::optional<PostcodeList> postcode_list_in_force(Database& database, PostcodeListKind kind) {
  using Row = std::tuple<std::int64_t, std::int64_t>;
  const auto row = database.select_one<Row>(kInForce, to_text(kind));
  if (!row) return std::nullopt;
  const auto& [id, renewed] = *row;
  return PostcodeList{id, {renewed}};
}

bool postcodes_listed(Database& database) {
  return database.select_one<Id>(kListed).has_value();
}

std::int64_t count_postcode_places(Database& database, std::int64_t list_id) {
  return std::get<0>(database.select_one<Id>(kCount, list_id).value());
}

void put_postcode_list_in_force(Database& database, std::int64_t list_id, PostcodeListKind kind,
                                Instant now) {
  if (const auto before = postcode_list_in_force(database, kind)) {
    remove_postcode_list(database, before->id);
  }
  database.execute(kPutInForce, now.ms, list_id);
}

void remove_postcode_list(Database& database, std::int64_t list_id) {
  database.execute(kRemovePlaces, list_id);
  database.execute(kRemoveList, list_id);
  database.execute(kRemoveAreas);
}

void renew_postcode_list(Database& database, std::int64_t list_id, Instant now) {
  database.execute(kRenew, now.ms, list_id);
}

std::int64_t postcode_area(Database& database, const Municipality& area) {
  if (const auto known = find_postcode_area(database, area.area)) return *known;
  database.execute(kAddArea, area.prefecture, area.area, area.short_area);
  return find_postcode_area(database, area.area).value();
}

void add_postcode_place(Database& database, std::int64_t list_id, const PostcodePlace& place,
                        std::string_view month) {
  database.execute(kAddPlace, list_id, place.postcode, place.area_id, place.town, place.detail,
                   to_text(place.kind), month);
}

void remove_postcode_place(Database& database, std::int64_t list_id, const PostcodePlace& place,
                           std::string_view month) {
  database.execute(kRemovePlace, list_id, place.postcode, place.area_id, place.town, place.detail,
                   month);
}

std::optional<std::int64_t> find_postcode_area(Database& database, std::string_view area) {
  return id_in(database.select_one<Id>(kArea, area));
}

std::optional<std::int64_t> find_postcode_area_in(Database& database, std::string_view prefecture,
                                                  std::string_view short_area) {
  return id_in(database.select_one<Id>(kShortArea, prefecture, short_area));
}

std::vector<ListedPlace> places_of_postcode(Database& database, std::string_view postcode) {
  using Row = std::tuple<std::int64_t, std::string, std::string, std::string, std::string>;
  std::vector<ListedPlace> places;
  for (auto& [area_id, town, detail, kind, area] : database.select<Row>(kPlaces, postcode)) {
    places.push_back({{std::string(postcode), area_id, std::move(town), std::move(detail),
                       parse_postal_place_kind(kind)},
                      std::move(area)});
  }
  return places;
}

std::vector<std::string> postcodes_of_town(Database& database, std::int64_t area_id,
                                           std::string_view town) {
  std::vector<std::string> postcodes;
  for (auto& [postcode] : database.select<std::tuple<std::string>>(kPostcodes, area_id, town)) {
    postcodes.push_back(std::move(postcode));
  }
  return postcodes;
}

}  // namespace saihakko
