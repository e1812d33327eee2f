#include "core/service/portal/set_new_password.hpp"

#include "core/domain/guessable_password.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/portal/guess_count.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/portal/reset_login.hpp"
#include "core/service/setup/guessable_words.hpp"
#include "core/service/setup/hashing_queue.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/known_clients_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

PortalRefusal ticket_over() {
  return {"ticket_over", portal_sentences::ticket_over()};
}

std::optional<PortalRefusal> refuse_for(const PasswordRule& rule,
                                        const std::vector<PasswordBreach>& breaches) {
  if (breaches.empty()) return std::nullopt;
  PortalRefusal refusal{"password_rule", "", std::nullopt};
  for (const PasswordBreach breach : breaches) {
    if (!refusal.message.empty()) refusal.message += '\n';
    refusal.message += describe(breach, rule);
    refusal.breaches.emplace_back(to_text(breach));
  }
  return refusal;
}

/// Everything that is wrong with it, but that it is the letter's.
std::vector<PasswordBreach> find_breaches(Database& database, const Settings& settings,
                                          const Credentials& credentials,
                                          const NewPassword& password) {
  auto breaches =
      breaches_of(settings.passwords, password.text, password.again, credentials.account.user_id);
  const auto office = find_office(database, credentials.office_number);
  const bool own = office && is_of_office(password.text, {credentials.office_number.text(),
                                                          credentials.account.user_id, office->name,
                                                          office->name_kana});
  if (own) breaches.push_back(PasswordBreach::of_the_office);
  if (is_run_of_keys(password.text)) breaches.push_back(PasswordBreach::run_of_keys);
  auto words = password_cores(password.text);
  if (is_guessable_word(settings, words)) breaches.push_back(PasswordBreach::common_word);
  for (std::string& word : words)
    wipe(word);
  return breaches;
}

/// The new password as it is kept. As long as a letter's password lives, or lived until now, the
/// account keeps its setting: its holder is told what became of it.
struct NewHash {
  std::string hash;
  bool is_temporary = false;  ///< it is the letter's, which may not stay
};

NewHash hash_new(const Credentials& credentials, const std::optional<TemporaryPassword>& temporary,
                 std::string_view password) {
  const bool kept = temporary && !credentials.hash_setting.empty();
  NewHash made{.hash =
                   hash_password(password, kept ? credentials.hash_setting : draw_hash_setting())};
  made.is_temporary = temporary && equal_hashes(made.hash, temporary->hash);
  return made;
}

/// An office that has set a password needs no letter, whether approved, in the making or under way.
void withdraw_letters(Database& database, const Credentials& credentials, Instant now) {
  for (Application& application : open_applications(database, credentials.office_number)) {
    const bool letter_comes =
        application.state == ApplicationState::approved || has_letter_under_way(application.state);
    if (!letter_comes || application.prefecture != credentials.account.prefecture) continue;
    withdraw_at_once(database, Actor::portal(), application, "superseded_by_reset", now);
  }
  constexpr auto kReason = VoidReason::superseded_by_reset;
  for (const std::string& notice :
       void_live_letters(database, credentials.account.id, kReason, now)) {
    append_audit(database, Actor::portal(), now, {"letter_voided", notice, to_text(kReason)});
  }
}

/// A reviewer who is to decide on a letter shall know that the office got in without it.
void tell_reviewers(Database& database, const Credentials& credentials, Instant now) {
  for (const Application& application : open_applications(database, credentials.office_number)) {
    const bool decided_by_a_person = application.state == ApplicationState::in_review ||
                                     application.state == ApplicationState::on_hold;
    if (!decided_by_a_person || application.prefecture != credentials.account.prefecture) continue;
    add_finding(database, application.id, {FindingCode::password_set_since, {}});
    renew_version(database, application.id);
    append_audit(database, Actor::portal(), now,
                 {"findings_renewed", application.receipt_number, ""});
  }
}

/// False when the temporary password does not live any more.
bool complete_application(Database& database, const Ticket& ticket, Instant now) {
  const auto temporary = live_temporary_password(database, ticket.account_id);
  if (!temporary || temporary->letter_id != ticket.letter_id ||
      !use_letter(database, ticket.letter_id, now)) {
    return false;
  }
  append_audit(database, Actor::portal(), now, {"letter_used", temporary->notice_number, ""});
  Application application = find_application(database, temporary->application_id).value();
  step(database, Actor::portal(), application, ApplicationState::completed, "", now);
  return true;
}

/// No letter's password lives any more: whatever was sealed meanwhile, this setting is the
/// account's.
void keep_hash(Database& database, std::int64_t account_id, const std::string& hash, Instant now) {
  const std::string setting = hash_setting_of(hash);
  const auto credentials = find_credentials(database, account_id);
  if (credentials && credentials->hash_setting != setting) {
    forget_ended_passwords(database, account_id);
  }
  set_password(database, account_id, hash, setting, now);
  forget_clients_of_account(database, account_id);
}

}  // namespace

std::variant<PasswordSet, PortalRefusal> set_new_password(Database& database,
                                                          const PortalDesk& desk, Flow flow,
                                                          std::string_view ticket,
                                                          const NewPassword& password,
                                                          Instant now) {
  auto found = ticket_at(database, desk, flow, ticket, {TicketStep::set_password}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket holder = std::get<Ticket>(std::move(found));
  const auto credentials = find_credentials(database, holder.account_id);
  if (!credentials) return ticket_over();
  const PasswordRule& rule = desk.settings.passwords;
  auto breaches = find_breaches(database, desk.settings, *credentials, password);
  const auto temporary = live_temporary_password(database, holder.account_id);
  NewHash made;
  if (breaches.empty() || flow == Flow::login) {
    auto seat = HashingQueue(desk.settings).enter(HashingLane::known);
    if (!seat || !seat->take_place()) return busy(now);
    made = hash_new(*credentials, temporary, password.text);
  }
  if (flow == Flow::login && made.is_temporary) {
    breaches.push_back(PasswordBreach::same_as_temporary);
  }
  if (auto refusal = refuse_for(rule, breaches)) return *refusal;

  Transaction transaction(database);
  if (flow == Flow::reset && !still_holds(database, holder)) return ticket_over();
  holder.step = TicketStep::done;
  if (!move_ticket(database, holder, TicketStep::set_password)) return ticket_over();
  if (flow == Flow::login) {
    if (!complete_application(database, holder, now)) return ticket_over();
  } else {
    withdraw_letters(database, *credentials, now);
  }
  keep_hash(database, holder.account_id, made.hash, now);
  tell_reviewers(database, *credentials, now);
  end_tickets_of_union(database, holder.office_number, credentials->account.prefecture, holder.id,
                       now);
  clear_login_failures(database, user_mark(desk.key, credentials->account.user_id));
  append_audit(database, Actor::portal(), now,
               {"password_set", holder.office_number.text(), to_text(flow)});
  PasswordSet set{
      flow == Flow::reset ? portal_sentences::reset_done() : portal_sentences::first_login_done(),
      {}};
  set.after.letters_voided = flow == Flow::reset;
  const auto office = find_office(database, holder.office_number);
  if (office) {
    const auto notice =
        desk.outbox.queue_password_changed(database, *office, credentials->account, now);
    if (notice) set.after.notices.push_back(*notice);
  }
  transaction.commit();
  return set;
}

}  // namespace saihakko
