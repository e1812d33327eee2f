#include "core/service/portal/reset_login.hpp"

#include "core/service/portal/mailed_code.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

constexpr CodePurpose kPurpose = CodePurpose::reset;
constexpr std::int64_t kNobody = -1;  // no account: no code's MAC is made for it

/// Whose password may be reset, or why nobody's. A closed office may still claim for its last
/// month, so it may also reset. All is read before anything is judged, so that the number of reads
/// is always the same.
struct Holder {
  std::int64_t account_id = 0;
  std::string_view withheld;  ///< empty when there is one
  std::string mail = {};      ///< as registered
};

Holder find_holder(Database& database, const Ticket& ticket) {
  const auto office = find_office(database, ticket.office_number);
  const auto locked = office_locked_at(database, ticket.office_number);
  const auto accounts = accounts_of(database, ticket.office_number);
  if (!office) return {0, "office_unknown"};
  if (locked) return {0, "office_locked"};
  const auto typed = MailAddress::parse(ticket.mail, MailDomains::any);
  const auto registered = MailAddress::parse(office->security_mail, MailDomains::any);
  const auto* a = std::get_if<MailAddress>(&typed);
  const auto* b = std::get_if<MailAddress>(&registered);
  if (b == nullptr) return {0, "no_registered_mail"};
  if (a == nullptr || !a->same_mailbox(*b)) return {0, "mail_differs"};
  for (const Account& account : accounts) {
    if (account.prefecture == ticket.prefecture) return {account.id, "", b->text()};
  }
  return {0, "no_account"};
}

/// Gives the ticket its account, or none, stores it and issues its code, or a decoy.
Aftermath send_code(Database& database, const PortalDesk& desk, Ticket& ticket, StoreTicket store,
                    Instant now) {
  const Holder holder = find_holder(database, ticket);
  const CodeRequest request = request_code(database, desk, kPurpose, ticket, now);
  const CodeLimit limit = request.verdict.limit;
  const std::string_view withheld = limit == CodeLimit::none ? holder.withheld : to_text(limit);
  ticket.account_id = withheld.empty() ? holder.account_id : 0;
  ticket.step = TicketStep::verify;
  ticket.expires_at = ticket_end(desk, now);
  const bool is_new = store == store_new_ticket;
  if (is_new && reuse_refused(database, desk, request, ticket, now)) return {};
  store(database, ticket);
  return issue_code(database, desk, request, ticket, holder.mail, withheld, now);
}

}  // namespace

bool still_holds(Database& database, const Ticket& ticket) {
  return ticket.account_id != 0 && find_holder(database, ticket).account_id == ticket.account_id;
}

Begun begin_reset(Database& database, const PortalDesk& desk, const Beginner& beginner,
                  Instant now) {
  std::string text;
  Ticket ticket = draw_ticket_for(desk, Flow::reset, beginner, text, now);
  Transaction transaction(database);
  if (auto asked = ask_prefecture(database, desk, kPurpose, ticket, text)) {
    transaction.commit();
    return std::move(*asked);
  }
  Aftermath after = send_code(database, desk, ticket, store_new_ticket, now);
  transaction.commit();
  return code_on_its_way(desk, kPurpose, ticket, text, std::move(after));
}

std::variant<Begun, PortalRefusal> choose_reset_prefecture(Database& database,
                                                           const PortalDesk& desk,
                                                           std::string_view ticket_text,
                                                           std::string_view prefecture,
                                                           Instant now) {
  Transaction transaction(database);
  auto chosen =
      choose_prefecture(database, desk, kPurpose, Flow::reset, ticket_text, prefecture, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&chosen)) return std::move(*refusal);
  Ticket& ticket = std::get<Ticket>(chosen);
  Aftermath after = send_code(database, desk, ticket, store_chosen_ticket, now);
  transaction.commit();
  return code_on_its_way(desk, kPurpose, ticket, "", std::move(after));
}

std::variant<ResetVerified, PortalRefusal> verify_reset(Database& database, const PortalDesk& desk,
                                                        std::string_view ticket_text,
                                                        std::string_view one_time_password,
                                                        Instant now) {
  Transaction transaction(database);
  auto found = ticket_at(database, desk, Flow::reset, ticket_text, {TicketStep::verify}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket ticket = std::get<Ticket>(std::move(found));
  // Read for decoys too, so that both cost the same. If the account has changed hands since, answer
  // as for a wrong code.
  const Holder holder = find_holder(database, ticket);
  if (holder.account_id != ticket.account_id) ticket.account_id = kNobody;
  if (auto refusal = judge_code(database, desk, kPurpose, ticket, one_time_password, now)) {
    transaction.commit();  // the try counts
    return std::move(*refusal);
  }
  ticket.step = TicketStep::set_password;
  ticket.expires_at = ticket_end(desk, now);
  move_ticket(database, ticket, TicketStep::verify);
  const auto credentials = find_credentials(database, ticket.account_id);
  transaction.commit();
  return ResetVerified{credentials.value().account.user_id,
                       portal_sentences::choose_password(desk.settings.passwords)};
}

}  // namespace saihakko
