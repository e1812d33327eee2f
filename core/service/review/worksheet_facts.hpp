#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/engine/database.hpp"

namespace saihakko {

/// The unions that any application was ever made to.
std::vector<std::string> unions_applied_to(Database& database);

/// The unions with an application in review or on hold that no worksheet shows as it is now, and
/// those whose worksheet was begun and not made.
std::vector<std::string> unions_to_list(Database& database);

/// The name of the union's newest worksheet, without the file's ending; nullopt when none was made.
std::optional<std::string> newest_worksheet_of(Database& database, std::string_view prefecture);

}  // namespace saihakko
