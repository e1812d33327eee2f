#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/store/database.hpp"

namespace saihakko {

/// A fact about this installation, set by `init` and kept.
std::optional<std::string> find_installation_fact(Database& database, std::string_view name);
void put_installation_fact(Database& database, std::string_view name, std::string_view value);

}  // namespace saihakko
