#include "core/service/run/job_run.hpp"

#include <algorithm>

#include "core/domain/system_error_text.hpp"
#include "core/service/run/stop_signal.hpp"

namespace saihakko {

bool JobRun::may_go_on() const {
  const bool within_limit = limit_ == 0 || done_ + malformed_ + failed_ < limit_;
  return within_limit && !stop_asked() && failures_in_a_row_ < kMostFailuresInARow;
}

std::int64_t JobRun::next_chunk(std::int64_t chunk) const {
  if (limit_ == 0) return chunk;
  return std::min(chunk, limit_ - (done_ + malformed_ + failed_));
}

void JobRun::done(std::int64_t items) {
  done_ += items;
  failures_in_a_row_ = 0;
}

void JobRun::malformed(std::int64_t items) {
  malformed_ += items;
  failures_in_a_row_ = 0;
}

void JobRun::failed(std::string_view item, const std::exception& failure) {
  if (concerns_all_items(failure)) throw;
  failed_alone(item, failure);
}

void JobRun::failed_alone(std::string_view item, const std::exception& failure) {
  ++failed_;
  ++failures_in_a_row_;
  log_.error("item_failed", {{"job", job_}, {"item", item}, {"cause", failure_text(failure)}});
}

void JobRun::show_progress(std::int64_t total) {
  log_.progress(job_, done_ + malformed_ + failed_, total);
}

ExitCode JobRun::exit_code() const {
  if (failed_ > 0) return ExitCode::fault;
  return malformed_ > 0 ? ExitCode::malformed : ExitCode::done;
}

std::string_view JobRun::outcome() const {
  if (failed_ > 0) return "failed";
  if (stop_asked()) return "stopped";
  return malformed_ > 0 ? "malformed" : "done";
}

}  // namespace saihakko
