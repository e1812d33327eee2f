#include "jobs/work/run_pings.hpp"

#include <chrono>

namespace saihakko {

RunPings::RunPings(std::string_view job, const PingSettings& settings, Log& log)
    : job_(job), settings_(settings), log_(log) {}

void RunPings::begun() const {
  send(PingEvent::start);
}

void RunPings::ended(ExitCode code, bool alarmed) const {
  const bool well = code == ExitCode::done || code == ExitCode::malformed;
  send(well && !alarmed ? PingEvent::success : PingEvent::failure);
}

void RunPings::send(PingEvent event) const {
  const auto address = settings_.addresses.find(job_);
  if (address == settings_.addresses.end()) return;
  const auto failure =
      ping(address->second, event, settings_.ca_file, std::chrono::seconds(settings_.seconds));
  if (failure) log_.warn("ping_failed", {{"job", job_}, {"cause", *failure}});
}

}  // namespace saihakko
