#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/application.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// What moves an application next; every text is Japanese.
struct NextStep {
  std::string waits_for;      ///< what has to happen
  std::string person;         ///< who does it; empty: no person
  std::string job;            ///< the job that does or takes in it; empty: none
  std::optional<Instant> at;  ///< when that job may do so at the earliest
  std::string otherwise;      ///< until when it may wait, and what comes then; empty: for ever
};

/// `letter` is its newest one, if it has any. Reads only.
NextStep next_step(Database& database, const Application& application,
                   const std::optional<Letter>& letter, const WatchGround& ground);

/// How the step is done by whom, and when.
std::string mover_text(Database& database, const NextStep& next);

}  // namespace saihakko
