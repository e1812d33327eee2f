#include "core/service/applications/move_envelope_wait.hpp"

#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {

std::vector<Application> applications_on_hold(Database& database, std::int64_t after_id,
                                              std::int64_t limit) {
  return applications_in(database, ApplicationState::on_hold, after_id, limit);
}

EnvelopeStep move_envelope_wait(Database& database, const Actor& actor, const EnvelopeDesk& desk,
                                const Application& read, Instant now) {
  if (envelope_step(database, read, desk, now) == EnvelopeStep::none) return EnvelopeStep::none;
  Transaction transaction(database);
  // Judged again under the writer's lock: the envelope may just have come.
  Application application = find_application(database, read.id).value();
  const EnvelopeStep step = envelope_step(database, application, desk, now);
  take_envelope_step(database, actor, desk, application, step, now);
  transaction.commit();
  return step;
}

}  // namespace saihakko
