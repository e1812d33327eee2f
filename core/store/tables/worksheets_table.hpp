#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The unions that any application was ever made to.
std::vector<std::string> applied_prefectures(Database& database);

/// The unions with an application in review or on hold that no worksheet shows as it is now, and
/// those whose worksheet was begun and not made.
std::vector<std::string> prefectures_to_list(Database& database);

/// Up to `limit` applications of a union in review or on hold, the urgent ones first, then by id.
std::vector<Application> applications_to_review(Database& database, std::string_view prefecture,
                                                std::int64_t limit);

/// Notes that the newest worksheet shows the application in this version.
void set_listed_version(Database& database, std::int64_t application_id, std::int64_t version);

/// What the worksheet shows has changed, and decisions on it are still good: it is listed anew.
void list_anew(Database& database, std::int64_t application_id);

struct Worksheet {
  std::int64_t id = 0;
  std::string name;
};

/// The worksheet that a dead process left begun.
std::optional<Worksheet> begun_worksheet(Database& database, std::string_view prefecture);

/// The newest one that was made.
std::optional<Worksheet> newest_worksheet(Database& database, std::string_view prefecture);

bool worksheet_name_taken(Database& database, std::string_view name);
std::int64_t begin_worksheet(Database& database, std::string_view prefecture, std::string_view name,
                             Instant now);
void close_worksheet(Database& database, std::int64_t id, std::int64_t applications);
void remove_worksheet(Database& database, std::int64_t id);

}  // namespace saihakko
