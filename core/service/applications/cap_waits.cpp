#include "core/service/applications/cap_waits.hpp"

#include <string>

#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/known_clients_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {
namespace {

// A summary waits for the end of its day, a result for the end of review.undo_minutes (a day at
// most), a retry for some hours.
constexpr std::int64_t kLongestMailWait_ms = 2 * kDayMs;

}  // namespace

std::int64_t cap_waits(Database& database, const Actor& actor, const Settings& settings,
                       Instant now) {
  Transaction transaction(database);
  const std::int64_t capped =
      cap_dues(database, kLongestMailWait_ms, now) +
      cap_suppressions(database, settings.mail.suppress_days * kDayMs, now) +
      cap_undo_times(database, settings.review.undo_minutes * kMinuteMs, now) +
      cap_known_clients(database, now);
  if (capped == 0) return 0;
  append_audit(database, actor, now, {"waits_capped", "clock", std::to_string(capped)});
  transaction.commit();
  return capped;
}

}  // namespace saihakko
