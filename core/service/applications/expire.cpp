#include "core/service/applications/expire.hpp"

#include <string>

#include "core/service/steps/application_steps.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/codes_table.hpp"
#include "core/store/tables/known_clients_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/portal_counts_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

// In a row means in a row: who guesses once a week must not begin anew each time.
constexpr std::int64_t kFailuresDays = 90;
constexpr std::int64_t kCountsDays = 400;

/// Ends an open application for which `to` is allowed; one that has moved on stays.
void step_if_allowed(Database& database, const Actor& actor, std::int64_t application_id,
                     ApplicationState to, Instant now) {
  auto application = find_application(database, application_id);
  if (!application || !may_change(application->state, to)) return;
  step(database, actor, *application, to, "", now);
}

}  // namespace

std::int64_t expire_code_chunk(Database& database, const Actor& actor, const CodeLimits& limits,
                               Instant now, std::int64_t limit) {
  Transaction transaction(database);
  const std::int64_t expired = expire_codes(database, limits.lifetime_ms(), now, limit);
  if (expired > 0) {
    append_audit(database, actor, now, {"codes_expired", "codes", std::to_string(expired)});
    transaction.commit();
  }
  return expired;
}

std::int64_t end_ticket_chunk(Database& database, const Actor& actor, const CodeLimits& limits,
                              Instant now, std::int64_t limit) {
  Transaction transaction(database);
  const auto applications = end_expired_tickets(database, limits.ticket_lifetime_ms(), now, limit);
  for (const std::int64_t application : applications) {
    if (application == 0) continue;
    step_if_allowed(database, actor, application, ApplicationState::abandoned, now);
  }
  if (!applications.empty()) transaction.commit();
  return static_cast<std::int64_t>(applications.size());
}

std::int64_t lapse_letter_chunk(Database& database, const Actor& actor, Instant now,
                                std::int64_t limit) {
  Transaction transaction(database);
  const auto letters = lapse_letters(database, now, limit);
  for (const LapsedLetter& letter : letters) {
    append_audit(database, actor, now, {"letter_lapsed", letter.notice_number, ""});
    step_if_allowed(database, actor, letter.application_id, ApplicationState::lapsed, now);
  }
  if (!letters.empty()) transaction.commit();
  return static_cast<std::int64_t>(letters.size());
}

std::int64_t forget_failure_chunk(Database& database, const LoginSettings& settings, Instant now,
                                  std::int64_t limit) {
  Transaction transaction(database);
  const auto swept = sweep_login_failures(database, now.plus_ms(-kFailuresDays * kDayMs),
                                          settings.most_failures, limit);
  if (swept > 0) transaction.commit();
  return swept;
}

std::int64_t forget_client_chunk(Database& database, const LoginSettings& settings, Instant now,
                                 std::int64_t limit) {
  Transaction transaction(database);
  const auto swept =
      sweep_known_clients(database, now.plus_ms(-settings.known_client_days * kDayMs), limit);
  if (swept > 0) transaction.commit();
  return swept;
}

std::int64_t forget_count_chunk(Database& database, Instant now, std::int64_t limit) {
  Transaction transaction(database);
  const auto swept = sweep_portal_counts(database, now.plus_ms(-kCountsDays * kDayMs), limit);
  if (swept > 0) transaction.commit();
  return swept;
}

}  // namespace saihakko
