#include "core/service/applications/undo_approval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/domain/review_cause.hpp"
#include "core/service/applications/other_applications.hpp"
#include "core/service/applications/possible_verbs.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

constexpr Instant kNoWait{0};

}  // namespace

std::optional<std::string> undo_approval(Database& database, const Actor& actor,
                                         Application& application, Instant now) {
  if (application.state != ApplicationState::approved || application.batch_id != 0) {
    return fmt::format("申請 {} に、取り消せる承認はありません(現在の状態: {})。{}",
                       application.receipt_number, japanese(application.state),
                       possible_verbs(application));
  }
  withhold_waiting_mails(database, actor, application, now);
  step(database, actor, application, ApplicationState::in_review,
       to_text(ReviewCause::approval_undone), now);
  set_undo_until(database, application.id, kNoWait);
  set_screened_version(database, application.id, 0);
  return std::nullopt;
}

bool settle_approval(Database& database, const Actor& actor, const Outbox& outbox,
                     Application& application, Instant now) {
  if (application.undo_until == kNoWait) return true;
  std::vector<Application> others = others_of_account(database, application);
  std::erase_if(others, [&application](const Application& other) {
    return other.submitted_at > application.state_since;
  });
  const bool printing = std::any_of(others.begin(), others.end(), [](const Application& other) {
    return other.state == ApplicationState::approved && other.batch_id != 0;
  });
  if (printing) return false;
  withdraw_others(database, actor, std::move(others), now);
  outbox.queue_approval_warning(database, application, now);
  set_undo_until(database, application.id, kNoWait);
  application.undo_until = kNoWait;
  return true;
}

}  // namespace saihakko
