#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/ticket.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Adds it; `ticket.id` is not looked at. Returns the id.
std::int64_t add_ticket(Database& database, const Ticket& ticket);

std::optional<Ticket> find_ticket(Database& database, std::string_view ticket_sum);

/// Until when the form of an application can be gone on with; nullopt when it cannot.
std::optional<Instant> form_open_until(Database& database, std::int64_t application_id);

/// Writes the ticket's step and what the flow has learnt, if it still stands at `from`: false when
/// another request was faster.
bool move_ticket(Database& database, const Ticket& ticket, TicketStep from);

/// Another ticket takes the row of one that came to nothing.
void renew_refused_ticket(Database& database, std::int64_t ticket_id, const Ticket& ticket);

/// Ends every reset and first login that is under way for an office's ID with one union, except one
/// ticket. Decoys end as well, so that the end shows nobody which ticket had the right address.
/// Their live codes end with them.
void end_tickets_of_union(Database& database, const OfficeNumber& number,
                          std::string_view prefecture, std::int64_t except_ticket_id, Instant now);
/// The same for all that the office has begun, applications too.
void end_tickets_of_office(Database& database, const OfficeNumber& number, Instant now);
/// The tickets that an earlier login left behind.
void end_login_tickets(Database& database, const OfficeNumber& number, std::int64_t account_id);

/// Ends up to `limit` tickets whose time is over, or that are none of is_on() with a life of
/// `lifetime_ms`; returns the application of each, 0 for none.
std::vector<std::int64_t> end_expired_tickets(Database& database, std::int64_t lifetime_ms,
                                              Instant now, std::int64_t limit);

}  // namespace saihakko
