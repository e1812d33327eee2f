#include "core/service/portal/portal_health.hpp"

#include "core/store/queries/work_waiting.hpp"

namespace saihakko {

std::int64_t mails_due(Database& database, Instant now) {
  return mails_not_tried(database, now).count;
}

}  // namespace saihakko
