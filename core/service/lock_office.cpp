#include "core/service/lock_office.hpp"

#include "core/service/withdraw_application.hpp"
#include "core/store/accounts_table.hpp"
#include "core/store/applications_table.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/office_locks_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/tickets_table.hpp"

namespace saihakko {
namespace {

/// The letters that are under way to an office that has leaked its login information may be in
/// the wrong hands.
int end_letters(Database& database, const Actor& actor, const OfficeNumber& number,
                const Account& account, Instant now) {
  const auto voided = void_live_letters(database, account.id, now);
  for (const std::string& notice : voided) {
    append_audit(database, actor, now, {"letter_voided", notice, "office_locked"});
  }
  for (Application& application : open_applications(database, number, account.prefecture)) {
    if (!has_letter_under_way(application.state)) continue;  // the reviewer decides, or has decided
    withdraw_application(database, actor, application, "office_locked", now);
  }
  return static_cast<int>(voided.size());
}

}  // namespace

OfficeLocked lock_office(Database& database, std::int64_t uid, const OfficeNumber& number,
                         Instant now) {
  const Actor actor = Actor::person(uid);
  OfficeLocked locked;
  locked.changed = add_office_lock(database, number, uid, now);
  end_passwords_of_office(database, number);
  end_tickets_of_office(database, number, now);
  for (const Account& account : accounts_of(database, number)) {
    locked.letters += end_letters(database, actor, number, account, now);
  }
  append_audit(database, actor, now, {"office_locked", number.text(), ""});
  return locked;
}

bool unlock_office(Database& database, std::int64_t uid, const OfficeNumber& number,
                   Instant now) {
  if (!remove_office_lock(database, number)) return false;
  append_audit(database, Actor::person(uid), now, {"office_unlocked", number.text(), ""});
  return true;
}

}  // namespace saihakko
