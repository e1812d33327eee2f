#pragma once

#include <optional>
#include <string>

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Takes an open application back, its live letter and mails that have not gone out with it,
/// inside the caller's transaction. The answer is why not, in Japanese: it is closed already, or
/// being printed at this moment.
std::optional<std::string> withdraw_application(Database& database, const Actor& actor,
                                                Application& application,
                                                std::string_view reason_code, Instant now);

/// The same for an application that is open, also when its letter is being made: the batch that
/// has claimed it finds it gone, and is made anew without it.
void withdraw_at_once(Database& database, const Actor& actor, Application& application,
                      std::string_view reason_code, Instant now);

/// The application's mails that tell an outcome or ask for something and have not gone do not go.
void withhold_waiting_mails(Database& database, const Actor& actor, const Application& application,
                            Instant now);

}  // namespace saihakko
