#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/alert.hpp"
#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A trouble that `watch` has seen. `alert` is how it looked last.
struct Incident {
  std::int64_t id = 0;
  Alert alert;
  Instant begun_at;
  Instant seen_at;
  std::optional<Instant> ended_at;
  bool told = false;  ///< by mail
};

/// Those that have not ended, oldest first.
std::vector<Incident> open_incidents(Database& database);
/// The keys of those whose first mail the relay refused for good or that came back: nobody read it.
std::vector<std::string> incidents_untold_in_the_end(Database& database);
/// The newest `limit`, ended ones too.
std::vector<Incident> newest_incidents(Database& database, std::int64_t limit);
/// How many there ever were.
std::int64_t count_incidents(Database& database);

/// Nothing when an incident of that key is open: another run was faster.
std::optional<std::int64_t> begin_incident(Database& database, const Alert& alert, Instant now);
void see_incident(Database& database, std::int64_t id, const Alert& alert, Instant now);
void mark_incident_told(Database& database, std::int64_t id);
/// False when it has ended already.
bool end_incident(Database& database, std::int64_t id, Instant now);

}  // namespace saihakko
