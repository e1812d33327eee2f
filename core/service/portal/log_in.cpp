#include "core/service/portal/log_in.hpp"

#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "core/domain/text_folding.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/portal/set_new_password.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

struct Marks {
  std::string user;
  std::string client;
};

/// A hash that nothing matches. It is compared in the place of a missing one, so that both cost the
/// same.
const std::string kNobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$qJB3g8UdlTzvhJ6psHMUwA$6hsGV6VS6Hba+YbEz0UQcb5KV07011yz/"
    "Ua6QgUuLIY";

bool matches(std::string_view password, const std::string& hash) {
  const bool known = !hash.empty();
  return password_matches(password, known ? hash : kNobodysHash) && known;
}

/// For so many ended letters of an account a login is told that they ended. Each costs every login
/// the time of a hash, whether there is such a letter or not.
constexpr std::size_t kEndedCompared = 3;

/// Which ended password was typed; nullptr for none. All are compared, with nobody's hash in the
/// place of missing ones.
const TemporaryPassword* ended_one(std::string_view password,
                                   const std::vector<TemporaryPassword>& ended) {
  const TemporaryPassword* found = nullptr;
  for (std::size_t i = 0; i < kEndedCompared; ++i) {
    if (matches(password, i < ended.size() ? ended[i].hash : std::string())) found = &ended[i];
  }
  return found;
}

struct CountedTry {
  bool was_locked = false;
  Instant locked_until;  ///< when it was
};

/// How often, and how long each time, a login waits for tries that others are comparing.
constexpr int kWaits = 60;
constexpr std::chrono::milliseconds kWait{50};

/// Counts a try as if it were wrong; a right one takes that back. No more are compared at once than
/// may be wrong in a row: nullopt when so many are.
std::optional<CountedTry> try_to_count(Database& database, const LoginSettings& settings,
                                       const Marks& marks, Instant now) {
  Transaction transaction(database);
  LoginFailures failures = find_login_failures(database, marks.user, marks.client);
  if (now < failures.locked_until) return CountedTry{true, failures.locked_until};
  const std::int64_t memory_ms = settings.lock_minutes * kMinuteMs;
  if (now >= failures.last.plus_ms(memory_ms)) failures = {};  // or a lock is over
  if (failures.failures >= settings.failures) return std::nullopt;
  ++failures.failures;
  put_login_failures(database, marks.user, marks.client, failures, now);
  transaction.commit();
  return CountedTry{};
}

/// The try has been found wrong; the last one of those in a row locks. Returns until when.
Instant settle_failure(Database& database, const LoginSettings& settings, const Marks& marks,
                       const std::string& subject, Instant now) {
  append_audit(database, Actor::portal(), now, {"login_failed", subject, ""});
  LoginFailures failures = find_login_failures(database, marks.user, marks.client);
  if (failures.failures < settings.failures) return {};
  failures.locked_until = now.plus_ms(settings.lock_minutes * kMinuteMs);
  put_login_failures(database, marks.user, marks.client, failures, now);
  append_audit(database, Actor::portal(), now, {"login_locked", subject, ""});
  return failures.locked_until;
}

CountedTry count_try(Database& database, const LoginSettings& settings, const Marks& marks,
                     const std::string& subject, Instant now) {
  for (int waits = 0; waits < kWaits; ++waits) {
    if (const auto counted = try_to_count(database, settings, marks, now)) return *counted;
    std::this_thread::sleep_for(kWait);
  }
  // Whoever was comparing has died: its tries stay counted.
  Transaction transaction(database);
  const Instant until = settle_failure(database, settings, marks, subject, now);
  transaction.commit();
  return {true, until};
}

void forget_failures(Database& database, const Marks& marks, Instant now) {
  put_login_failures(database, marks.user, marks.client, {}, now);
}

/// Whether what was compared still opens the account: a lock, a reset or a newer letter may have
/// come while it was being hashed.
bool stands_as_before(Database& database, const std::optional<Credentials>& credentials,
                      const std::optional<TemporaryPassword>& live) {
  if (!credentials || office_locked_at(database, credentials->office_number)) return false;
  const auto now_live = live_temporary_password(database, credentials->account.id);
  return find_credentials(database, credentials->account.id)->password_hash ==
             credentials->password_hash &&
         now_live.has_value() == live.has_value() &&
         (!live || now_live->letter_id == live->letter_id);
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
  append_audit(database, Actor::portal(), now, {"first_login_begun", temporary.notice_number, ""});
  return {std::move(text), portal_sentences::choose_password(desk.settings.passwords)};
}

/// What the holder of an ended temporary password is told. Nobody else is told anything.
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
  const auto ended = ended_temporary_passwords(database, account_id, kEndedCompared);
  const bool is_password =
      matches(password, closed || counted.was_locked ? std::string() : credentials->password_hash);
  const bool is_live = matches(password, live ? live->hash : std::string());
  const TemporaryPassword* held = ended_one(password, ended);

  Transaction transaction(database);
  const bool unchanged = stands_as_before(database, credentials, live);
  if (is_password && unchanged) {
    forget_failures(database, marks, now);
    append_audit(database, Actor::portal(), now, {"logged_in", subject, ""});
    transaction.commit();
    return LoggedIn{};
  }
  if (is_live && unchanged && now <= live->valid_until) {
    forget_failures(database, marks, now);
    LoggedIn begun = begin_first_login(database, desk, *credentials, *live, marks, now);
    transaction.commit();
    return begun;
  }
  const Instant locked_until =
      counted.was_locked ? counted.locked_until
                         : settle_failure(database, desk.settings.login, marks, subject, now);
  transaction.commit();
  if (is_live && now > live->valid_until) return ended_password(*live);
  if (held != nullptr) return ended_password(*held);
  if (now < locked_until) {
    return PortalRefusal{"login_locked", portal_sentences::login_locked(locked_until),
                         locked_until};
  }
  return PortalRefusal{"login_failed", portal_sentences::login_failed(), std::nullopt};
}

}  // namespace saihakko
