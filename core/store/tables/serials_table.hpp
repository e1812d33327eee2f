#pragma once

#include <cstdint>
#include <string_view>

#include "core/store/engine/database.hpp"

namespace saihakko {

/// Draws `count` numbers in a row from the named serial and returns the first; the first ever is
/// 1. Inside a transaction; a rollback gives them back.
std::int64_t draw_serials(Database& database, std::string_view name, std::int64_t count = 1);

/// The last number drawn; 0 before the first.
std::int64_t last_serial(Database& database, std::string_view name);

/// Nothing up to `serial` is drawn any more.
void pass_over_serials(Database& database, std::string_view name, std::int64_t serial);

}  // namespace saihakko
