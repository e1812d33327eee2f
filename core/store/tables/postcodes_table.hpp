#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/postal_town.hpp"

namespace saihakko {

class Database;

/// The lists of postcodes, one of each kind in force at most.
enum class PostcodeListKind { towns, businesses };

std::string_view to_text(PostcodeListKind kind);

struct PostcodeList {
  std::int64_t id = 0;
  Instant renewed_at;
};

/// A municipality; the texts are keys of comparison (core/domain/place_key.hpp).
struct Municipality {
  std::string prefecture;  ///< code
  std::string area;        ///< 東京都千代田区
  std::string short_area;  ///< 千代田区
};

/// Where a postcode leads.
struct PostcodePlace {
  std::string postcode;  ///< seven digits
  std::int64_t area_id = 0;
  std::string town;  ///< key of comparison; empty: the whole municipality
  std::string detail;
  PostalPlaceKind kind = PostalPlaceKind::town;
};

/// Begins to take a list; one that was begun stays as it is.
void begin_postcode_list(Database& database, std::int64_t list_id, PostcodeListKind kind,
                         Instant now);
bool postcode_list_begun(Database& database, std::int64_t list_id);
std::optional<PostcodeList> postcode_list_in_force(Database& database, PostcodeListKind kind);
/// Whether a list of any kind is in force.
bool postcodes_listed(Database& database);
std::int64_t count_postcode_places(Database& database, std::int64_t list_id);
/// In the place of the list that was in force, which is removed.
void put_postcode_list_in_force(Database& database, std::int64_t list_id, PostcodeListKind kind,
                                Instant now);
/// Removes a list and what only it named.
void remove_postcode_list(Database& database, std::int64_t list_id);
void renew_postcode_list(Database& database, std::int64_t list_id, Instant now);

/// The row of a municipality, added where there is none.
std::int64_t postcode_area(Database& database, const Municipality& area);
/// Of the list; one that is there gets the later month of the two.
void add_postcode_place(Database& database, std::int64_t list_id, const PostcodePlace& place,
                        std::string_view month);
/// Removes a place from the list, unless the changes of this month or a later one have added it.
void remove_postcode_place(Database& database, std::int64_t list_id, const PostcodePlace& place,
                           std::string_view month);

std::optional<std::int64_t> find_postcode_area(Database& database, std::string_view area);
std::optional<std::int64_t> find_postcode_area_in(Database& database, std::string_view prefecture,
                                                  std::string_view short_area);
/// A place of a list in force, with its municipality's key.
struct ListedPlace {
  PostcodePlace place;
  std::string area;
};
std::vector<ListedPlace> places_of_postcode(Database& database, std::string_view postcode);
/// In order; empty where no list in force names the town. Businesses and buildings do not count.
std::vector<std::string> postcodes_of_town(Database& database, std::int64_t area_id,
                                           std::string_view town);

}  // namespace saihakko
