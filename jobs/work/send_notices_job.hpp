#pragma once

#include <filesystem>

#include "core/service/mails/mail_dispatch.hpp"
#include "core/service/run/job_run.hpp"

namespace saihakko {

class Database;

/// The outbox → sent, deferred, failed or unknown. Several may run side by side: each claims its
/// own; `owners_dir` is where their locks stand. Throws RelayUnreachable when the relay takes
/// nothing: everything is given back, and the next run tries again.
void run_send_notices(JobRun& run, Database& database, const std::filesystem::path& owners_dir,
                      const PostOffice& office);

}  // namespace saihakko
