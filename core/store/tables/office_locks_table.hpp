#pragma once

#include <cstdint>
#include <optional>

#include "core/domain/instant.hpp"
#include "core/domain/office_number.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// When the union closed the office off; nullopt when it is not.
std::optional<Instant> office_locked_at(Database& database, const OfficeNumber& number);
/// The same for a text that may be no number.
std::optional<Instant> office_locked_at(Database& database, std::string_view number);

/// False when it is locked already, and when it is not locked.
bool add_office_lock(Database& database, const OfficeNumber& number, std::int64_t uid, Instant now);
bool remove_office_lock(Database& database, const OfficeNumber& number);

}  // namespace saihakko
