#pragma once

#include <string_view>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Notes a mail that went out in a time that a restored database knows nothing of.
void add_earlier_mail(Database& database, std::string_view message_id, Instant now);

/// Whether the mail went out in such a time.
bool is_earlier_mail(Database& database, std::string_view message_id);

}  // namespace saihakko
