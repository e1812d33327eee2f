#include "core/service/log_in.hpp"

#include "core/domain/text_folding.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/service/portal_sentences.hpp"
#include "core/service/set_new_password.hpp"
#include "core/store/accounts_table.hpp"
#include "core/store/audit_table.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/login_failures_table.hpp"
#include "core/store/office_locks_table.hpp"
#include "core/store/tickets_table.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

struct Marks {
  std::string user;
  std::string client;
};

/// A hash that nothing matches, so that what is not there costs what is there.
const std::string& nobodys_hash() {
  static const std::string hash = hash_password("no password is this one");
  return hash;
}

bool matches(std::string_view password, const std::string& hash) {
  const bool known = !hash.empty();
  return password_matches(password, known ? hash : nobodys_hash()) && known;
}

struct CountedTry {
  bool was_locked = false;
  Instant locked_until;  ///< 0: not locked, this try counted
};

/// Counts a try as if it were wrong; a right one takes that back.
CountedTry count_try(Database& database, const LoginSettings& settings, const Marks& marks,
                        const std::string& subject, Instant now) {
  Transaction transaction(database);
  LoginFailures failures = find_login_failures(database, marks.user, marks.client);
  if (now < failures.locked_until) return {true, failures.locked_until};
  const std::int64_t memory_ms = settings.lock_minutes * kMinuteMs;
  if (now >= failures.last.plus_ms(memory_ms)) failures = {};  // or a lock is over
  ++failures.failures;
  if (failures.failures >= settings.failures) {
    failures.locked_until = now.plus_ms(memory_ms);
    append_audit(database, Actor::portal(), now, {"login_locked", subject, ""});
  }
  put_login_failures(database, marks.user, marks.client, failures, now);
  transaction.commit();
  return {false, failures.locked_until};
}

void forget_failures(Database& database, const Marks& marks, Instant now) {
  put_login_failures(database, marks.user, marks.client, {}, now);
}

LoggedIn begin_first_login(Database& database, const PortalDesk& desk,
                           const Credentials& credentials, const TemporaryPassword& temporary,
                           const Marks& marks, Instant now) {
  std::string text = draw_ticket(desk.random);
  end_login_tickets(database, credentials.office_number, credentials.account.id);
  add_ticket(database, {.sum = ticket_sum(text),
                        .flow = Flow::login,
                        .step = TicketStep::set_password,
                        .office_number = credentials.office_number,
                        .mail = "",
                        .client_mark = marks.client,
                        .prefecture = credentials.account.prefecture,
                        .account_id = credentials.account.id,
                        .letter_id = temporary.letter_id,
                        .expires_at = ticket_end(desk, now)});
  append_audit(database, Actor::portal(), now,
               {"first_login_begun", temporary.notice_number, ""});
  return {std::move(text), portal_sentences::choose_password()};
}

/// What the holder of a temporary password that opens nothing any more is told. Who does not hold
/// it learns nothing.
PortalRefusal ended_password(const TemporaryPassword& ended) {
  if (ended.state == LetterState::voided) {
    return {"temporary_password_voided", portal_sentences::temporary_password_voided()};
  }
  return {"temporary_password_lapsed", portal_sentences::temporary_password_lapsed()};
}

}  // namespace

std::variant<LoggedIn, PortalRefusal> log_in(Database& database, const PortalDesk& desk,
                                             std::string_view user_id, std::string_view password,
                                             std::string_view client, Instant now) {
  const Marks marks{user_mark(desk.key, user_id), client_mark(desk.key, client)};
  const auto credentials = find_credentials(database, fold_width(user_id));
  const bool closed =
      !credentials || office_locked_at(database, credentials->office_number).has_value();
  const std::string subject = credentials ? credentials->office_number.text() : "unknown";
  const CountedTry counted = count_try(database, desk.settings.login, marks, subject, now);

  const auto account_id = closed ? 0 : credentials->account.id;
  const auto live = live_temporary_password(database, account_id);
  const auto ended = ended_temporary_password(database, account_id);
  const bool is_password =
      matches(password, closed || counted.was_locked ? std::string() : credentials->password_hash);
  const bool is_live = matches(password, live ? live->hash : std::string());
  const bool is_ended = matches(password, ended ? ended->hash : std::string());

  Transaction transaction(database);
  if (is_password) {
    forget_failures(database, marks, now);
    append_audit(database, Actor::portal(), now, {"logged_in", subject, ""});
    transaction.commit();
    return LoggedIn{};
  }
  if (is_live && now <= live->valid_until) {
    forget_failures(database, marks, now);
    LoggedIn begun = begin_first_login(database, desk, *credentials, *live, marks, now);
    transaction.commit();
    return begun;
  }
  if (!counted.was_locked) {
    append_audit(database, Actor::portal(), now, {"login_failed", subject, ""});
  }
  transaction.commit();
  if (is_live) return ended_password(*live);
  if (is_ended) return ended_password(*ended);
  if (now < counted.locked_until) {
    return PortalRefusal{"login_locked", portal_sentences::login_locked(counted.locked_until),
                         counted.locked_until};
  }
  return PortalRefusal{"login_failed", portal_sentences::login_failed(), std::nullopt};
}

}  // namespace saihakko
