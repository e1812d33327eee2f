#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/service/run/exit_code.hpp"
#include "core/service/run/log.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What one run of a job is told and keeps count of.
class JobRun {
 public:
  /// So many failures in a row end the run: the fault is not in the items.
  static constexpr int kMostFailuresInARow = 10;

  /// `limit` items at most; 0: no limit.
  JobRun(std::string_view job, const Clock& clock, Log& log, std::int64_t limit)
      : job_(job), actor_(Actor::job(job)), clock_(clock), log_(log), limit_(limit) {}

  const std::string& job() const { return job_; }
  const Actor& actor() const { return actor_; }
  Log& log() { return log_; }

  /// The service's time, to be read once for each item.
  Instant now() const { return clock_.now(); }

  const Clock& clock() const { return clock_; }

  /// Whether --as-of has set it.
  bool clock_moved() const { return clock_.moved(); }

  /// False once the limit is reached, a stop was asked for, or too many items failed in a row.
  bool may_go_on() const;

  /// At most `chunk`, fewer when the limit is near.
  std::int64_t next_chunk(std::int64_t chunk) const;

  void done(std::int64_t items = 1);
  /// An item of the input that was set aside.
  void malformed(std::int64_t items = 1);
  /// An item that could not be worked on; `item` is a number. A failure that concerns all items
  /// is rethrown: call from a catch block.
  void failed(std::string_view item, const std::exception& failure);

  /// The same for a failure that is known to concern this item alone.
  void failed_alone(std::string_view item, const std::exception& failure);

  /// Somebody must look at this run, though it did its work.
  void raise_alarm() { alarmed_ = true; }
  bool alarmed() const { return alarmed_; }

  void show_progress(std::int64_t total = 0);

  std::int64_t done_count() const { return done_; }
  std::int64_t malformed_count() const { return malformed_; }
  std::int64_t failed_count() const { return failed_; }

  /// done, malformed or fault, by the counts.
  ExitCode exit_code() const;
  /// The word for the run's row.
  std::string_view outcome() const;

 private:
  std::string job_;
  Actor actor_;
  const Clock& clock_;
  Log& log_;
  std::int64_t limit_;
  std::int64_t done_ = 0;
  std::int64_t malformed_ = 0;
  std::int64_t failed_ = 0;
  int failures_in_a_row_ = 0;
  bool alarmed_ = false;
};

}  // namespace saihakko
