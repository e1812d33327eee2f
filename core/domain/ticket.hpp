#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/domain/code_rules.hpp"
#include "core/domain/instant.hpp"
#include "core/domain/office_number.hpp"

namespace saihakko {

/// The three ways through the portal.
enum class Flow { reset, application, login };

std::string_view to_text(Flow flow);
Flow parse_flow(std::string_view text);

/// What a ticket is good for next.
enum class TicketStep {
  choose_prefecture,
  verify,
  submit,
  set_password,
  done,   ///< the flow has come to its end
  ended,  ///< cut off: expired, or superseded by another step
};

std::string_view to_text(TicketStep step);
TicketStep parse_ticket_step(std::string_view text);

/// One person's way through a flow, as stored.
struct Ticket {
  std::int64_t id = 0;
  std::string sum;  ///< SHA-256 of the ticket, 64 hexadecimal digits; the ticket is not kept
  Flow flow = Flow::reset;
  TicketStep step = TicketStep::verify;
  OfficeNumber office_number;       ///< as typed: a ledger need not know it
  std::string mail;                 ///< as typed
  std::string client_mark;          ///< empty where the portal names no client
  std::string prefecture;           ///< of the union; empty until it is chosen
  std::int64_t account_id = 0;      ///< 0: none; for a reset that is a decoy
  std::int64_t application_id = 0;  ///< 0: none
  std::int64_t letter_id = 0;       ///< whose temporary password was used; 0: none
  Instant expires_at;
};

}  // namespace saihakko
