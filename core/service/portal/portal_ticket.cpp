#include "core/service/portal/portal_ticket.hpp"

#include <algorithm>

#include "core/domain/prefecture_choice.hpp"
#include "core/domain/sha256.hpp"
#include "core/domain/term.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {

std::string ticket_sum(std::string_view ticket) {
  return sha256_hex(ticket);
}

PortalRefusal busy(Instant now) {
  constexpr std::int64_t kRetryIn_ms = 5000;
  return {"busy", portal_sentences::busy(), now.plus_ms(kRetryIn_ms)};
}

Instant ticket_end(const PortalDesk& desk, Instant now) {
  return now.plus_ms(desk.settings.codes.ticket_lifetime_ms());
}

std::variant<Ticket, PortalRefusal> ticket_at(Database& database, const PortalDesk& desk, Flow flow,
                                              std::string_view ticket,
                                              std::initializer_list<TicketStep> steps,
                                              Instant now) {
  auto found = find_ticket(database, ticket_sum(ticket));
  if (!found || found->flow != flow) {
    return PortalRefusal{"ticket_unknown", portal_sentences::ticket_unknown()};
  }
  if (found->step == TicketStep::ended ||
      !is_on(found->expires_at, desk.settings.codes.ticket_lifetime_ms(), now)) {
    return PortalRefusal{"ticket_over", portal_sentences::ticket_over()};
  }
  if (std::find(steps.begin(), steps.end(), found->step) == steps.end()) {
    if (found->step == TicketStep::done) {
      return PortalRefusal{"already_done", portal_sentences::already_done()};
    }
    return PortalRefusal{"step_out_of_order", portal_sentences::step_out_of_order()};
  }
  return std::move(*found);
}

std::string client_mark(const MasterKey& key, std::string_view client) {
  return client.empty() ? std::string() : key.mark("client", client);
}

Ticket draw_ticket_for(const PortalDesk& desk, Flow flow, const Beginner& beginner,
                       std::string& text, Instant now) {
  text = draw_ticket(desk.random);
  return {.sum = ticket_sum(text),
          .flow = flow,
          .step = TicketStep::choose_prefecture,
          .office_number = beginner.office_number,
          .mail = beginner.mail.text(),
          .client_mark = client_mark(desk.key, beginner.client),
          .expires_at = ticket_end(desk, now)};
}

std::optional<Begun> ask_prefecture(Database& database, const PortalDesk& desk, CodePurpose purpose,
                                    Ticket& ticket, const std::string& text) {
  const auto choice =
      prefecture_choice(purpose, ticket.office_number, accounts_of(database, ticket.office_number));
  if (choice.empty()) {
    ticket.prefecture = ticket.office_number.prefecture();
    return std::nullopt;
  }
  add_ticket(database, ticket);
  Begun begun{.ticket = text,
              .next = TicketStep::choose_prefecture,
              .message = portal_sentences::choose_prefecture(purpose),
              .after = {}};
  for (const std::string& code : choice) {
    begun.prefectures.push_back({code, desk.unions.at(code).prefecture_name});
  }
  return begun;
}

std::variant<Ticket, PortalRefusal> choose_prefecture(Database& database, const PortalDesk& desk,
                                                      CodePurpose purpose, Flow flow,
                                                      std::string_view ticket,
                                                      std::string_view prefecture, Instant now) {
  auto found = ticket_at(database, desk, flow, ticket, {TicketStep::choose_prefecture}, now);
  auto* chosen = std::get_if<Ticket>(&found);
  if (chosen == nullptr) return found;
  const auto choice = prefecture_choice(purpose, chosen->office_number,
                                        accounts_of(database, chosen->office_number));
  if (std::find(choice.begin(), choice.end(), prefecture) == choice.end()) {
    return PortalRefusal{"prefecture_not_offered", portal_sentences::prefecture_not_offered(),
                         std::nullopt};
  }
  chosen->prefecture = prefecture;
  return found;
}

void store_new_ticket(Database& database, Ticket& ticket) {
  ticket.id = add_ticket(database, ticket);
}

void store_chosen_ticket(Database& database, Ticket& ticket) {
  move_ticket(database, ticket, TicketStep::choose_prefecture);
}

Begun code_on_its_way(const PortalDesk& desk, CodePurpose purpose, const Ticket& ticket,
                      const std::string& text, Aftermath after) {
  return {.ticket = text,
          .next = TicketStep::verify,
          .message = portal_sentences::code_on_its_way(purpose, ticket.mail, desk.settings.codes),
          .after = std::move(after)};
}

}  // namespace saihakko
