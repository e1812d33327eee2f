#pragma once

#include <cstdint>
#include <vector>

#include "core/service/applications/return_envelope.hpp"

namespace saihakko {

/// Up to `limit` applications on hold, among which some wait for their envelope, with an id above
/// `after_id`, by id.
std::vector<Application> applications_on_hold(Database& database, std::int64_t after_id,
                                              std::int64_t limit);

/// Takes the step that is due for the application that was `read`, in a transaction of its own.
EnvelopeStep move_envelope_wait(Database& database, const Actor& actor, const EnvelopeDesk& desk,
                                const Application& read, Instant now);

}  // namespace saihakko
