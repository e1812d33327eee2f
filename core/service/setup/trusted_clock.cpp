#include "core/service/setup/trusted_clock.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/domain/calendar.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;
// Each run of each job looks at the clock: not each has to write.
constexpr std::int64_t kWorthWriting_ms = 10 * kMinuteMs;

std::int64_t distance_ms(const ClockLook& look) {
  return std::abs(look.now.ms - look.trusted.ms);
}

}  // namespace

Instant house_time(Database& database, Instant told) {
  return is_rehearsal_installation(database) ? told : Clock::real_now();
}

ClockLook look_at_clock(Database& database, const Settings& settings, Instant now) {
  ClockLook look{now, trusted_instant(database).value_or(now)};
  look.frozen = distance_ms(look) > settings.longest_clock_step_hours * kHourMs;
  return look;
}

void follow_clock(Database& database, const Settings& settings, Instant now) {
  if (!database.may_change_rows()) return;
  const auto worth_writing = [&] {
    const ClockLook look = look_at_clock(database, settings, now);
    return !trusted_instant(database) || (!look.frozen && distance_ms(look) >= kWorthWriting_ms);
  };
  if (!worth_writing()) return;
  Transaction transaction(database);
  if (!worth_writing()) return;  // another run was faster
  set_trusted_instant(database, now);
  transaction.commit();
}

std::string frozen_clock_text(const ClockLook& look, const Settings& settings) {
  return fmt::format(
      "時計は {} ですが、最後に信じた時刻は {} で、{}時間を超えて離れています。消去、通知書の失効、"
      "返信用封筒の期限、古い控えの削除を止めています。時計が正しければ saihakko clock confirm を"
      "実行し、誤っていれば時計を直してください",
      japan_minute(look.now), japan_minute(look.trusted), settings.longest_clock_step_hours);
}

void refuse_frozen_clock(Database& database, const Settings& settings, const Clock& clock,
                         Instant told) {
  const Instant now = clock.moved() ? house_time(database, told) : told;
  const ClockLook look = look_at_clock(database, settings, now);
  if (look.frozen) throw ConfigurationError(frozen_clock_text(look, settings));
}

std::optional<ClockLook> confirm_clock(Database& database, const Settings& settings,
                                       const Actor& actor, Instant now) {
  Transaction transaction(database);
  const ClockLook look = look_at_clock(database, settings, now);
  if (!look.frozen) return std::nullopt;
  set_trusted_instant(database, now);
  append_audit(database, actor, now, {"clock_confirmed", "clock", rfc3339(look.trusted)});
  transaction.commit();
  return look;
}

}  // namespace saihakko
