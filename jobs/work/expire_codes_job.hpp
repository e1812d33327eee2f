#pragma once

#include "core/service/applications/return_envelope.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// Codes, half-done forms and temporary passwords whose time is over → expired, abandoned, lapsed.
/// While the clock is frozen only codes and forms are; then it throws ConfigurationError.
void run_expire_codes(JobRun& run, Database& database, const Settings& settings);

/// Applications on hold for a return envelope → their applicants reminded; those past their last
/// day → rejected with result notice queued. None while the clock is frozen: ConfigurationError.
void run_envelope_waits(JobRun& run, Database& database, const EnvelopeDesk& desk);

}  // namespace saihakko
