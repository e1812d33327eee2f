#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/mail_address.hpp"
#include "core/domain/ticket.hpp"
#include "core/service/portal/portal_desk.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A ticket as its holder has it, 32 hexadecimal digits; its sum is what is stored.
std::string ticket_sum(std::string_view ticket);

/// The keyed mark of the portal's `client`; empty for none.
std::string client_mark(const MasterKey& key, std::string_view client);

/// Too many wait for a place to hash at: nothing was done, nothing counted.
PortalRefusal busy(Instant now);

/// How long a step of a flow waits for its person: twice the life of a code, which is judged by
/// itself.
Instant ticket_end(const PortalDesk& desk, Instant now);

/// The ticket, if it is one of that flow, stands at one of the steps, and is not over.
std::variant<Ticket, PortalRefusal> ticket_at(Database& database, const PortalDesk& desk, Flow flow,
                                              std::string_view ticket,
                                              std::initializer_list<TicketStep> steps, Instant now);

struct PrefectureOption {
  std::string code;
  std::string name;
};

/// The answer to the beginning of a flow, and to the choice of a prefecture.
struct Begun {
  std::string ticket;  ///< empty when the caller holds it already
  TicketStep next = TicketStep::verify;
  std::vector<PrefectureOption> prefectures;  ///< when one is to be chosen
  std::string message;
  Aftermath after;
};

/// Who begins a flow.
struct Beginner {
  OfficeNumber office_number;
  MailAddress mail;
  std::string_view client;  ///< the portal's mark of the browser; empty for none
};

/// A ticket at the choice of a prefecture, not stored yet; `text` becomes what its holder gets.
Ticket draw_ticket_for(const PortalDesk& desk, Flow flow, const Beginner& beginner,
                       std::string& text, Instant now);

/// Stores the ticket and asks for the prefecture, when the office is to be asked; nullopt when it
/// is not: then its own is meant, and the ticket says so.
std::optional<Begun> ask_prefecture(Database& database, const PortalDesk& desk, CodePurpose purpose,
                                    Ticket& ticket, const std::string& text);

/// The ticket with the prefecture that was chosen, if that was offered; not stored yet.
std::variant<Ticket, PortalRefusal> choose_prefecture(Database& database, const PortalDesk& desk,
                                                      CodePurpose purpose, Flow flow,
                                                      std::string_view ticket,
                                                      std::string_view prefecture, Instant now);

/// How a ticket is stored when its code is issued: a new one, which gets its id, and one whose
/// prefecture was chosen.
using StoreTicket = void (*)(Database&, Ticket&);
void store_new_ticket(Database& database, Ticket& ticket);
void store_chosen_ticket(Database& database, Ticket& ticket);

/// The answer that a code was sent, or seems to have been; `text` is empty for a ticket that its
/// holder has already.
Begun code_on_its_way(const PortalDesk& desk, CodePurpose purpose, const Ticket& ticket,
                      const std::string& text, Aftermath after);

}  // namespace saihakko
