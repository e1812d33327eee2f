#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// The newest `most` rows of the audit about a subject and of an event, newest first; an empty text
/// is any.
std::vector<AuditRow> listed_audit(Database& database, std::string_view subject,
                                   std::string_view event, std::int64_t most);

}  // namespace saihakko
