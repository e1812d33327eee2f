#include "core/service/portal/set_new_password.hpp"

#include "core/domain/text_folding.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/portal/reset_login.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

PortalRefusal ticket_over() {
  return {"ticket_over", portal_sentences::ticket_over()};
}

std::optional<PortalRefusal> check_rule(Database& database, const PortalDesk& desk,
                                        const Ticket& ticket, const Credentials& credentials,
                                        const NewPassword& password) {
  const PasswordRule& rule = desk.settings.passwords;
  auto breaches = breaches_of(rule, password.text, password.again, credentials.account.user_id);
  if (ticket.flow == Flow::login) {
    const auto temporary = live_temporary_password(database, credentials.account.id);
    if (temporary && password_matches(password.text, temporary->hash)) {
      breaches.push_back(PasswordBreach::same_as_temporary);
    }
  }
  if (breaches.empty()) return std::nullopt;
  PortalRefusal refusal{"password_rule", "", std::nullopt};
  for (const PasswordBreach breach : breaches) {
    if (!refusal.message.empty()) refusal.message += '\n';
    refusal.message += describe(breach, rule);
    refusal.breaches.emplace_back(to_text(breach));
  }
  return refusal;
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

}  // namespace

std::string user_mark(const MasterKey& key, std::string_view user_id) {
  return key.mark("user-id", fold_width(user_id));
}

std::variant<PasswordSet, PortalRefusal> set_new_password(Database& database,
                                                          const PortalDesk& desk, Flow flow,
                                                          std::string_view ticket,
                                                          const NewPassword& password,
                                                          Instant now) {
  auto found = ticket_at(database, flow, ticket, {TicketStep::set_password}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket holder = std::get<Ticket>(std::move(found));
  const auto credentials = find_credentials(database, holder.account_id);
  if (!credentials) return ticket_over();
  if (auto refusal = check_rule(database, desk, holder, *credentials, password)) return *refusal;
  const std::string hash = hash_password(password.text);

  Transaction transaction(database);
  if (flow == Flow::reset && !still_holds(database, holder)) return ticket_over();
  holder.step = TicketStep::done;
  if (!move_ticket(database, holder, TicketStep::set_password)) return ticket_over();
  if (flow == Flow::login) {
    if (!complete_application(database, holder, now)) return ticket_over();
  } else {
    withdraw_letters(database, *credentials, now);
  }
  set_password(database, holder.account_id, hash, now);
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
