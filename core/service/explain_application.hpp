#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/application.hpp"
#include "core/service/overdue_letters.hpp"
#include "core/store/database.hpp"

namespace saihakko {

/// Where an application stands, for the operator who is asked about it on the phone; every text is
/// Japanese.
struct Explanation {
  std::string standing;               ///< its state and since when
  std::string waits_for;              ///< what has to happen next
  std::string next_mover;             ///< the job or the person that moves it; empty when closed
  std::vector<std::string> troubles;  ///< what is in its way or went wrong so far
  std::optional<Overdue> overdue;     ///< what the print room is late with
};

Explanation explain_application(Database& database, const Application& application,
                                const Deadlines& deadlines);

}  // namespace saihakko
