#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/secrets/master_key.hpp"
#include "core/secrets/random_source.hpp"
#include "core/service/mail_room.hpp"
#include "core/service/mail_sessions.hpp"
#include "core/service/settings.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// How the mails leave.
struct PostOffice {
  const MailSettings& settings;
  const MasterKey& key;
  const MailRoom& room;
  RandomSource& random;
  std::string relay;  ///< as the rows of the attempts name it
  OpenTransport open;
  /// How long the run waits each time that the relay refuses everything, before it tries again;
  /// once more than these, and the run ends.
  std::vector<std::chrono::milliseconds> pauses{std::chrono::seconds(1), std::chrono::seconds(5),
                                                std::chrono::seconds(20)};
};

/// The outbox → sent, deferred, failed or unknown. Several may run side by side: each claims its
/// own; `owners_dir` is where their locks stand. Throws RelayUnreachable when the relay takes
/// nothing: everything is given back, and the next run tries again.
void run_send_notices(JobRun& run, Database& database, const std::filesystem::path& owners_dir,
                      const PostOffice& office);

}  // namespace saihakko
