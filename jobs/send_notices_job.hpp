#pragma once

#include <filesystem>

#include "core/mail/mail_transport.hpp"
#include "core/service/mail_room.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// The outbox → sent, deferred, failed or unknown. Several may run side by side: each claims its
/// own; `owners_dir` is where their locks stand.
void run_send_notices(JobRun& run, Database& database, const std::filesystem::path& owners_dir,
                      const MailRoom& room, MailTransport& transport);

}  // namespace saihakko
