#include "jobs/work/send_notices_job.hpp"

#include "core/files/owner_lock.hpp"
#include "core/service/mails/send_notices.hpp"

namespace saihakko {

void run_send_notices(JobRun& run, Database& database, const std::filesystem::path& owners_dir,
                      const PostOffice& office) {
  const Owner owner(owners_dir);
  const std::int64_t taken_over = take_over_notices(database, run.actor(), owner, run.now());
  if (taken_over > 0) {
    run.log().warn("notices_of_dead_senders", {{"job", run.job()}, {"notices", taken_over}});
  }
  MailDispatch(run, database, owner, office).work();
}

}  // namespace saihakko
