#include "core/service/applications/screen_in_turn.hpp"

#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {

std::vector<Application> applications_to_screen(Database& database, ToScreen why,
                                                std::int64_t after_id, std::int64_t limit) {
  switch (why) {
    case ToScreen::submitted:
      return applications_in(database, ApplicationState::submitted, after_id, limit);
    case ToScreen::ledger_changed: return applications_to_rescreen(database, after_id, limit);
  }
  return {};
}

std::optional<ScreenOutcome> screen_in_turn(Database& database, const Actor& actor,
                                            const LetterPress& press, const Outbox& outbox,
                                            const ReasonList& reasons, const ReviewSettings& rules,
                                            const Application& read, Instant now) {
  Transaction transaction(database);
  // Read again under the writer's lock: it may have been withdrawn since.
  Application application = find_application(database, read.id).value();
  if (application.version != read.version) return std::nullopt;
  const ScreenOutcome outcome =
      screen_application(database, actor, press, outbox, reasons, rules, application, now);
  transaction.commit();
  return outcome;
}

}  // namespace saihakko
