#include "core/service/applications/lock_office.hpp"

#include "core/domain/review_cause.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/known_clients_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

/// Nothing that was on its way when the login information leaked may open the office: letters may
/// be in the wrong hands, and whoever leaked may have applied. A reviewer looks again.
void end_application(Database& database, const Actor& actor, Application& application,
                     OfficeLocked& locked, Instant now) {
  if (has_letter_under_way(application.state)) {
    withdraw_at_once(database, actor, application, "office_locked", now);
    ++locked.letters;
  } else if (application.state == ApplicationState::approved) {
    release_claim(database, application.id);  // a batch that is being made leaves it out
    step(database, actor, application, ApplicationState::in_review,
         to_text(ReviewCause::office_locked), now);
    set_undo_until(database, application.id, {});
    ++locked.approvals;
  } else if (may_change(application.state, ApplicationState::abandoned)) {
    step(database, actor, application, ApplicationState::abandoned, "office_locked", now);
  }
}

}  // namespace

OfficeLocked lock_office(Database& database, std::int64_t uid, const OfficeNumber& number,
                         Instant now) {
  const Actor actor = Actor::person(uid);
  OfficeLocked locked;
  locked.changed = add_office_lock(database, number, uid, now);
  renew_office_version(database, number);  // what is in review is screened anew
  end_passwords_of_office(database, number);
  forget_clients_of_office(database, number);
  end_tickets_of_office(database, number, now);
  for (Application& application : open_applications(database, number)) {
    end_application(database, actor, application, locked, now);
  }
  append_audit(database, actor, now, {"office_locked", number.text(), ""});
  return locked;
}

bool unlock_office(Database& database, std::int64_t uid, const OfficeNumber& number, Instant now) {
  if (!remove_office_lock(database, number)) return false;
  renew_office_version(database, number);
  append_audit(database, Actor::person(uid), now, {"office_unlocked", number.text(), ""});
  return true;
}

bool forget_guesses(Database& database, std::int64_t uid, const OfficeNumber& number, Instant now) {
  if (clear_login_failures_of_office(database, number.text()) == 0) return false;
  append_audit(database, Actor::person(uid), now, {"guesses_forgotten", number.text(), ""});
  return true;
}

}  // namespace saihakko
