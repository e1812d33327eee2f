#pragma once

#include <stdexcept>
#include <string_view>

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Changes the state of an application and writes the audit row, inside the caller's transaction.
/// `application` becomes what is stored then. Throws std::logic_error for a change that the table
/// of core/domain forbids, StaleApplication when the row is no longer what `application` says.
void step(Database& database, const Actor& actor, Application& application, ApplicationState to,
          std::string_view reason_code, Instant now);

/// Another writer has changed the row since it was read.
class StaleApplication : public std::runtime_error {
 public:
  StaleApplication() : std::runtime_error("the application was changed by another writer") {}
};

}  // namespace saihakko
