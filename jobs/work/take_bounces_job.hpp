#pragma once

#include "core/secrets/master_key.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// Mails that came back, in inbox/bounces (one a file, or an mbox) or in its new and cur (a Maildir
/// that a mail system delivers to) → notices bounced, their applications with a finding. What is no
/// report about a mail of ours is set aside.
void run_take_bounces(JobRun& run, Database& database, const Settings& settings,
                      const MasterKey& key);

}  // namespace saihakko
