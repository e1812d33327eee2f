#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/alert.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/incidents_table.hpp"

namespace saihakko {

/// How incidents are told by mail.
struct AlertPost {
  /// off: nobody is to be told. unusable: the mails cannot be made now; what has to be told waits.
  enum class Way { off, unusable, ready };
  Way way = Way::off;
  const Outbox* outbox = nullptr;  ///< where `ready`
  std::string recipient;
};

struct IncidentChange {
  enum class What { begun, ended };
  What what = What::begun;
  Incident incident;
};

/// Whether a run's time is the real one, or one that --as-of has set; then runs of later times may
/// lie behind it.
enum class TurnTime { real, set };

/// Brings the incidents to what is seen now: begins those that are new, and ends what has not been
/// seen for `calm_ms`, or was seen later than now, by a clock that ran ahead. Each change is one
/// transaction with its mail and its audit row. `tell` gets it before the commit: where that fails,
/// or the process is killed, it is told again. One that began while no mail could be made gets its
/// mail as soon as one can, if it lasts.
void keep_incidents(Database& database, const Actor& actor, const std::vector<Alert>& seen,
                    const AlertPost& post, std::int64_t calm_ms, Instant now, TurnTime time,
                    const std::function<void(const IncidentChange&)>& tell);

}  // namespace saihakko
