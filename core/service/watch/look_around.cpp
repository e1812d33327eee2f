#include "core/service/watch/look_around.hpp"

#include <utility>

#include "core/service/watch/house_troubles.hpp"
#include "core/service/watch/job_troubles.hpp"
#include "core/service/watch/portal_troubles.hpp"
#include "core/service/watch/stuck_work.hpp"
#include "core/store/tables/incidents_table.hpp"

namespace saihakko {

std::vector<Alert> look_around(Database& database, const WatchGround& ground) {
  std::vector<Alert> seen = stuck_work(database, ground);
  for (auto* look : {job_troubles, house_troubles, portal_troubles}) {
    for (Alert& alert : look(database, ground))
      seen.push_back(std::move(alert));
  }
  return seen;
}

std::set<std::string> keys_of_open_incidents(Database& database) {
  std::set<std::string> keys;
  for (const Incident& incident : open_incidents(database))
    keys.insert(incident.alert.key);
  return keys;
}

std::vector<std::string> incidents_nobody_read(Database& database) {
  return incidents_untold_in_the_end(database);
}

}  // namespace saihakko
