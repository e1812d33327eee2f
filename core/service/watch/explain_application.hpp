#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/application.hpp"
#include "core/service/letters/overdue_letters.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Where an application stands, for the operator who is asked about it on the phone; every text is
/// Japanese.
struct Explanation {
  std::string standing;               ///< its state and since when
  std::string waits_for;              ///< what has to happen next
  std::string next_mover;             ///< who or which job moves it, and when; empty when closed
  std::optional<Instant> next_at;     ///< when a job may move it at the earliest
  std::vector<std::string> mails;     ///< those on their way, and what sends them when
  std::vector<std::string> troubles;  ///< what is in its way or went wrong so far
  std::optional<Overdue> overdue;     ///< what the print room is late with
  std::vector<AuditRow> steps;        ///< what happened to it, oldest first; the newest 30
};

/// Reads only, the files of inbox/refused too.
Explanation explain_application(Database& database, const Application& application,
                                const ReasonList& reasons, const WatchGround& ground);

}  // namespace saihakko
