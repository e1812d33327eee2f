#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/call.hpp"
#include "core/domain/finding.hpp"
#include "core/domain/office.hpp"
#include "core/service/applications/recent_changes.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// Which applications a list shows.
struct ApplicationFilter {
  std::optional<ApplicationState> state;  ///< nullopt: any
  std::string prefecture;                 ///< empty: those of all unions
};

/// A row of the list.
struct ListedApplication {
  Application application;
  std::vector<Finding> findings;  ///< the blocking ones first
};

/// Reads in pieces, by id, so that no writer waits.
void for_each_listed(Database& database, const ApplicationFilter& filter,
                     const std::function<void(const ListedApplication&)>& use);

/// All that is known of one application; each list oldest first, but for the findings.
struct ApplicationFacts {
  Application application;
  std::vector<Finding> findings;
  std::optional<Office> office;              ///< nullopt: the ledger does not name it
  std::vector<RecentChange> ledger_changes;  ///< where a finding tells of them
  std::vector<DecisionRow> decisions;
  bool decidable = false;  ///< a person may decide on it now
  int approvals = 0;       ///< persons who have approved it as it and its office are now
  std::vector<Call> calls;
  std::vector<Letter> letters;
  std::vector<Notice> notices;
};
ApplicationFacts application_facts(Database& database, const ReviewSettings& rules,
                                   const Application& application, Instant now);

}  // namespace saihakko
