#pragma once

#include <string_view>

#include "core/service/run/exit_code.hpp"
#include "core/service/run/log.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Tells the dead-man's switch of one job of its run. Where none is set, or the run is a rehearsal
/// on a copy, nothing happens. A ping that fails is a line in the log and changes nothing else.
class RunPings {
 public:
  RunPings(std::string_view job, const PingSettings& settings, Log& log);

  void begun() const;
  /// 65 counts as a success. An `alarmed` run is told as failed, whatever its code is.
  void ended(ExitCode code, bool alarmed) const;

 private:
  void send(PingEvent event) const;

  std::string_view job_;
  const PingSettings& settings_;
  Log& log_;
};

}  // namespace saihakko
