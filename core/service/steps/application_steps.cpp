#include "core/service/steps/application_steps.hpp"

#include <fmt/format.h>

#include "core/store/tables/applications_table.hpp"

namespace saihakko {

void step(Database& database, const Actor& actor, Application& application, ApplicationState to,
          std::string_view reason_code, Instant now) {
  if (!change_state(database, application, to, reason_code, now)) throw StaleApplication();
  append_audit(
      database, actor, now,
      {fmt::format("application_{}", to_text(to)), application.receipt_number, reason_code});
  application.state = to;
  application.state_since = now;
  application.reason_code = reason_code;
  ++application.version;
}

}  // namespace saihakko
