#include "core/service/portal/log_in.hpp"

#include <optional>

#include "core/domain/text_folding.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/service/portal/account_hashes.hpp"
#include "core/service/portal/guess_count.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/setup/hashing_queue.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/known_clients_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/portal_counts_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostKnownClients = 20;  // of an account

/// Who asks to be let in, and with what it is compared.
struct Login {
  GuessCount count;
  std::optional<Credentials> credentials;
  AccountHashes hashes;
};

bool office_locked(Database& database, const std::optional<Credentials>& credentials) {
  // Looked for though there is no account: every outcome runs the same statements.
  return office_locked_at(database, credentials ? credentials->office_number.text() : "")
      .has_value();
}

Login find_login(Database& database, const PortalDesk& desk, std::string_view user_id,
                 GuessCount&& count) {
  const std::string folded = fold_width(user_id);
  Login login{.count = std::move(count), .credentials = find_credentials(database, folded)};
  if (login.credentials) login.count.office_number = login.credentials->office_number.text();
  const bool locked = office_locked(database, login.credentials);
  login.hashes = find_account_hashes(database, desk.key, folded, login.credentials,
                                     locked || !login.credentials);
  return login;
}

/// What still opens the account of what was compared: a lock, a reset or a newer letter may have
/// come while it was being hashed.
struct Standing {
  bool password = false;
  bool live = false;
  bool hash = false;  ///< and nobody has renewed it, nor sealed a letter
};

Standing find_standing(Database& database, const Login& login) {
  const std::int64_t id = login.credentials ? login.credentials->account.id : 0;
  const bool locked = office_locked(database, login.credentials);
  const auto live = live_temporary_password(database, id);
  const auto now = find_credentials(database, id);
  const auto& before = login.hashes.live;
  if (locked || !now) return {};
  Standing standing;
  standing.password =
      !now->password_hash.empty() && now->password_set_at == login.credentials->password_set_at;
  standing.live = live && before && live->letter_id == before->letter_id;
  standing.hash = now->password_hash == login.credentials->password_hash &&
                  live.has_value() == before.has_value();
  return standing;
}

LoggedIn begin_first_login(Database& database, const PortalDesk& desk, const Login& login,
                           std::string_view client, Instant now) {
  const Credentials& credentials = *login.credentials;
  const TemporaryPassword& temporary = *login.hashes.live;
  std::string text = draw_ticket(desk.random);
  end_login_tickets(database, credentials.office_number, credentials.account.id);
  add_ticket(database, {.sum = ticket_sum(text),
                        .flow = Flow::login,
                        .step = TicketStep::set_password,
                        .office_number = credentials.office_number,
                        .mail = "",
                        .client_mark = client_mark(desk.key, client),
                        .prefecture = credentials.account.prefecture,
                        .account_id = credentials.account.id,
                        .letter_id = temporary.letter_id,
                        .expires_at = ticket_end(desk, now)});
  append_audit(database, Actor::portal(), now, {"first_login_begun", temporary.notice_number, ""});
  return {std::move(text), portal_sentences::choose_password(desk.settings.passwords)};
}

/// What the holder of a temporary password that opens nothing any more is told. Who does not hold
/// it learns nothing.
PortalRefusal ended_password(const TemporaryPassword& ended) {
  if (ended.state == LetterState::voided) {
    return {"temporary_password_voided", portal_sentences::temporary_password_voided()};
  }
  return {"temporary_password_lapsed", portal_sentences::temporary_password_lapsed()};
}

PortalRefusal wrong_password(const CountedGuess& settled) {
  switch (settled.verdict) {
    case GuessVerdict::open: break;
    case GuessVerdict::delayed:
      return {"login_locked", portal_sentences::login_locked(settled.closed_until),
              settled.closed_until};
    case GuessVerdict::shut: return {"login_shut", portal_sentences::login_shut()};
  }
  return {"login_failed", portal_sentences::login_failed()};
}

/// The hash that the password gets instead of its own: the account's setting, or one of today's
/// cost once no letter's password has the old one. Empty: it is as it should be.
std::string renewed_hash(const Login& login, const Comparison& typed, std::string_view password) {
  const AccountHashes& hashes = login.hashes;
  if (!hashes.live && !has_current_cost(hashes.setting)) {
    return hash_password(password, draw_hash_setting());
  }
  return hashes.older_setting.empty() ? std::string() : typed.hash;
}

void renew_hash(Database& database, const Login& login, const std::string& hash) {
  const std::int64_t id = login.credentials->account.id;
  const std::string setting = hash_setting_of(hash);
  renew_password_hash(database, id, hash, setting);
  if (setting != login.hashes.setting) forget_ended_passwords(database, id);
}

void count_login(Database& database, const GuessCount& count, std::string_view event, Instant now) {
  count_portal_event(database, event, count.office_number.empty() ? "unknown" : count.office_number,
                     now);
}

LoggedIn let_in(Database& database, const Login& login, const std::string& renewed, Instant now) {
  settle_right_guess(database, login.count, now);
  count_login(database, login.count, "logged_in", now);
  if (!renewed.empty()) renew_hash(database, login, renewed);
  if (!login.count.client_mark.empty()) {
    remember_client(database, login.count.client_mark, login.credentials->account.id,
                    kMostKnownClients, now);
  }
  return {};
}

/// Once it has been compared, in one transaction.
std::variant<LoggedIn, PortalRefusal> settle(Database& database, const PortalDesk& desk,
                                             const Login& login, const CountedGuess& counted,
                                             const Comparison& typed, const std::string& renewed,
                                             std::string_view client, Instant now) {
  const auto& live = login.hashes.live;
  const Standing standing = find_standing(database, login);
  if (typed.password && standing.password && counted.verdict == GuessVerdict::open) {
    return let_in(database, login, standing.hash ? renewed : std::string(), now);
  }
  if (typed.live && standing.live && now <= live->valid_until) {
    if (counted.verdict == GuessVerdict::open) settle_right_guess(database, login.count, now);
    count_login(database, login.count, "first_login_begun", now);
    return begin_first_login(database, desk, login, client, now);
  }
  const CountedGuess settled =
      settle_wrong_guess(database, desk.settings.login, login.count, counted, now);
  count_login(database, login.count,
              counted.verdict == GuessVerdict::open ? "login_failed" : "login_refused", now);
  if (typed.live && live && now > live->valid_until) return ended_password(*live);
  if (typed.ended) return ended_password(*typed.ended);
  return wrong_password(settled);
}

}  // namespace

std::variant<LoggedIn, PortalRefusal> log_in(Database& database, const PortalDesk& desk,
                                             std::string_view user_id, std::string_view password,
                                             std::string_view client, Instant now) {
  const LoginSettings& settings = desk.settings.login;
  GuessCount count = find_guess_count(database, desk.key, settings, user_id, client, now);
  const bool known = count.guesser == Guesser::known_client;
  auto seat = HashingQueue(desk.settings)
                  .enter(known ? HashingLane::known : HashingLane::stranger,
                         known ? count.client_mark : count.user_mark);
  if (!seat) return busy(now);
  const Login login = find_login(database, desk, user_id, std::move(count));
  // The disk is waited for before and after the place is held, so that it is free for others.
  const CountedGuess counted = count_guess(database, settings, login.count, now);
  if (!seat->take_place()) {
    take_back_guess(database, login.count, counted, now);
    return busy(now);
  }
  const Comparison typed = compare(login.hashes, password);
  const std::string renewed = typed.password && counted.verdict == GuessVerdict::open
                                  ? renewed_hash(login, typed, password)
                                  : std::string();
  seat->leave_place();
  Transaction transaction(database);
  auto answer = settle(database, desk, login, counted, typed, renewed, client, now);
  transaction.commit();
  return answer;
}

}  // namespace saihakko
