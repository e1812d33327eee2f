#include "core/service/run/refusals.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "core/service/run/usage_error.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kClockTolerance_ms = 1000;

}  // namespace

void refuse_clock_ahead(Database& database, const Clock& clock) {
  const bool ahead = clock.now() > Clock::real_now().plus_ms(kClockTolerance_ms);
  if (!ahead || is_rehearsal_installation(database)) return;
  throw UsageError(
      "--as-of が現在より先です。run に --dry-run を付けるか、init --rehearsal で作った state.dir "
      "で"
      "実行してください");
}

void refuse_moved_clock(Database& database, const Clock& clock, std::string_view what) {
  if (!clock.moved() || is_rehearsal_installation(database)) return;
  throw UsageError(fmt::format(
      "{} は --as-of では実行できません。init --rehearsal で作った state.dir で実行してください",
      what));
}

void refuse_before_reconcile(Database& database) {
  if (!pending_restore(database)) return;
  throw ConfigurationError(
      "復元の後の照合がまだです。二重の印刷と送信を防ぐため、saihakko restore --reconcile を先に"
      "実行してください");
}

}  // namespace saihakko
