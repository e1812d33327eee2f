#include "core/service/reset_login.hpp"

#include <algorithm>

#include "core/domain/prefecture_choice.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/service/mailed_code.hpp"
#include "core/service/portal_sentences.hpp"
#include "core/store/accounts_table.hpp"
#include "core/store/office_locks_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/tickets_table.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

constexpr CodePurpose kPurpose = CodePurpose::reset;

/// Whose password may be reset, or why nobody's. A closed office may still claim for its last
/// month, so it may also reset. All is read before anything is judged: the number of reads tells
/// nothing.
struct Holder {
  std::int64_t account_id = 0;
  std::string_view withheld;  ///< empty when there is one
};

Holder find_holder(Database& database, const Ticket& ticket) {
  const auto office = find_office(database, ticket.office_number);
  const auto locked = office_locked_at(database, ticket.office_number);
  const auto accounts = accounts_of(database, ticket.office_number);
  if (!office) return {0, "office_unknown"};
  if (locked) return {0, "office_locked"};
  const auto typed = MailAddress::parse(ticket.mail);
  const auto registered = MailAddress::parse(office->security_mail);
  const auto* a = std::get_if<MailAddress>(&typed);
  const auto* b = std::get_if<MailAddress>(&registered);
  if (b == nullptr) return {0, "no_registered_mail"};
  if (a == nullptr || !a->same_mailbox(*b)) return {0, "mail_differs"};
  for (const Account& account : accounts) {
    if (account.prefecture == ticket.prefecture) return {account.id, ""};
  }
  return {0, "no_account"};
}

/// Gives the ticket its account, or none, and says what is withheld and why.
struct PreparedCode {
  CodeRequest request;
  std::string_view withheld;
};

PreparedCode prepare_code(Database& database, const PortalDesk& desk, Ticket& ticket,
                          Instant now) {
  const Holder holder = find_holder(database, ticket);
  PreparedCode prepared{request_code(database, desk, kPurpose, ticket, now), holder.withheld};
  const CodeLimit limit = prepared.request.verdict.limit;
  if (limit != CodeLimit::none) prepared.withheld = to_text(limit);
  ticket.account_id = prepared.withheld.empty() ? holder.account_id : 0;
  ticket.step = TicketStep::verify;
  ticket.expires_at = ticket_end(desk, now);
  return prepared;
}

Begun code_on_its_way(const PortalDesk& desk, const Ticket& ticket, std::string ticket_text,
                      Aftermath after) {
  return {.ticket = std::move(ticket_text),
          .next = TicketStep::verify,
          .message = portal_sentences::code_on_its_way(kPurpose, ticket.mail,
                                                       desk.settings.codes),
          .after = std::move(after)};
}

}  // namespace

Begun begin_reset(Database& database, const PortalDesk& desk, const OfficeNumber& office_number,
                  const MailAddress& security_mail, std::string_view client, Instant now) {
  std::string text = draw_ticket(desk.random);
  Ticket ticket{.sum = ticket_sum(text),
                .flow = Flow::reset,
                .step = TicketStep::choose_prefecture,
                .office_number = office_number,
                .mail = security_mail.text(),
                .client_mark = client_mark(desk.key, client),
                .expires_at = ticket_end(desk, now)};
  Transaction transaction(database);
  const auto choice =
      prefecture_choice(kPurpose, office_number, accounts_of(database, office_number));
  if (!choice.empty()) {
    add_ticket(database, ticket);
    transaction.commit();
    return {.ticket = std::move(text),
            .next = TicketStep::choose_prefecture,
            .prefectures = named(desk.unions, choice),
            .message = portal_sentences::choose_prefecture(kPurpose),
            .after = {}};
  }
  ticket.prefecture = office_number.prefecture();
  const PreparedCode prepared = prepare_code(database, desk, ticket, now);
  ticket.id = add_ticket(database, ticket);
  Aftermath after =
      issue_code(database, desk, prepared.request, ticket, prepared.withheld, now);
  transaction.commit();
  return code_on_its_way(desk, ticket, std::move(text), std::move(after));
}

std::variant<Begun, PortalRefusal> choose_reset_prefecture(Database& database,
                                                           const PortalDesk& desk,
                                                           std::string_view ticket_text,
                                                           std::string_view prefecture,
                                                           Instant now) {
  Transaction transaction(database);
  auto found =
      ticket_at(database, Flow::reset, ticket_text, {TicketStep::choose_prefecture}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket ticket = std::get<Ticket>(std::move(found));
  const auto choice = prefecture_choice(kPurpose, ticket.office_number,
                                        accounts_of(database, ticket.office_number));
  if (std::find(choice.begin(), choice.end(), prefecture) == choice.end()) {
    return PortalRefusal{"prefecture_not_offered", portal_sentences::prefecture_not_offered(), std::nullopt};
  }
  ticket.prefecture = prefecture;
  const PreparedCode prepared = prepare_code(database, desk, ticket, now);
  move_ticket(database, ticket, TicketStep::choose_prefecture);
  Aftermath after =
      issue_code(database, desk, prepared.request, ticket, prepared.withheld, now);
  transaction.commit();
  return code_on_its_way(desk, ticket, "", std::move(after));
}

std::variant<ResetVerified, PortalRefusal> verify_reset(Database& database,
                                                        const PortalDesk& desk,
                                                        std::string_view ticket_text,
                                                        std::string_view one_time_password,
                                                        Instant now) {
  Transaction transaction(database);
  auto found = ticket_at(database, Flow::reset, ticket_text, {TicketStep::verify}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket ticket = std::get<Ticket>(std::move(found));
  if (auto refusal = judge_code(database, desk, kPurpose, ticket, one_time_password, now)) {
    transaction.commit();  // the try counts
    return std::move(*refusal);
  }
  ticket.step = TicketStep::set_password;
  ticket.expires_at = ticket_end(desk, now);
  move_ticket(database, ticket, TicketStep::verify);
  const auto credentials = find_credentials(database, ticket.account_id);
  transaction.commit();
  return ResetVerified{credentials.value().account.user_id, portal_sentences::choose_password()};
}

}  // namespace saihakko
