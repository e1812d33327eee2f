#include "jobs/send_notices_job.hpp"

#include <fmt/format.h>

#include "core/files/owner_lock.hpp"
#include "core/service/send_notices.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 50;

/// Sends what was claimed; gives the rest back when the run has to stop.
void send_chunk(JobRun& run, Database& database, const MailRoom& room, MailTransport& transport,
                const std::vector<Notice>& notices) {
  for (std::size_t i = 0; i < notices.size(); ++i) {
    if (!run.may_go_on()) {
      const auto rest = notices.begin() + static_cast<std::ptrdiff_t>(i);
      give_back_notices(database, {rest, notices.end()}, run.now());
      return;
    }
    try {
      send_notice(database, run.actor(), room, transport, notices[i], run.now());
      run.done();
    } catch (const std::exception& failure) {
      run.failed(fmt::format("notice:{}", notices[i].id), failure);
    }
    run.show_progress();
  }
}

}  // namespace

void run_send_notices(JobRun& run, Database& database, const std::filesystem::path& owners_dir,
                      const MailRoom& room, MailTransport& transport) {
  const Owner owner(owners_dir);
  const std::int64_t taken_over = take_over_notices(database, run.actor(), owner, run.now());
  if (taken_over > 0) {
    run.log().warn("notices_of_dead_senders", {{"job", run.job()}, {"notices", taken_over}});
  }
  while (run.may_go_on()) {
    const auto notices = claim_due_notices(database, owner, run.now(), run.next_chunk(kChunk));
    if (notices.empty()) return;
    send_chunk(run, database, room, transport, notices);
  }
}

}  // namespace saihakko
