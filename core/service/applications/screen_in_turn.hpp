#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/service/applications/screen_application.hpp"

namespace saihakko {

/// Why an application is to be screened.
enum class ToScreen {
  submitted,
  ledger_changed,  ///< in review or on hold, its findings speak of an older row of the ledger
};

/// Up to `limit` of them with an id above `after_id`, by id.
std::vector<Application> applications_to_screen(Database& database, ToScreen why,
                                                std::int64_t after_id, std::int64_t limit);

/// screen_application() in a transaction of its own, where the application still is what was
/// `read`; nullopt when it was changed since, withdrawn perhaps.
std::optional<ScreenOutcome> screen_in_turn(Database& database, const Actor& actor,
                                            const LetterPress& press, const Outbox& outbox,
                                            const ReasonList& reasons, const ReviewSettings& rules,
                                            const Application& read, Instant now);

}  // namespace saihakko
