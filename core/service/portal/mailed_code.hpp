#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/domain/ticket.hpp"
#include "core/service/portal/portal_desk.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/codes_table.hpp"

namespace saihakko {

/// The limits as they stand for who holds the ticket. Reads only.
struct CodeRequest {
  CodePurpose purpose = CodePurpose::reset;
  CodeMarks marks;
  CodeHistory history;
  LimitVerdict verdict;
};
CodeRequest request_code(Database& database, const PortalDesk& desk, CodePurpose purpose,
                         const Ticket& ticket, Instant now);

/// For a new ticket that a limit on requests refuses, where an earlier one of the same pair was
/// refused, too: takes its rows, so that who hammers adds none. False when there is none to take.
bool reuse_refused(Database& database, const PortalDesk& desk, const CodeRequest& request,
                   const Ticket& ticket, Instant now);

/// One more of an event of the portal for the ticket's office, in the hour's count; `withheld` says
/// why a code went to nobody, empty when one went.
void count_code(Database& database, std::string_view event, const Ticket& ticket,
                std::string_view withheld, Instant now);

/// Draws a code for the ticket, keeps its MAC and queues its mail, all in the caller's
/// transaction. An earlier code of the same client for the same office and address ends. `withheld`
/// says why there is
/// nothing to send (a wrong address, a limit): the same rows are written, and the mail goes to
/// nobody; empty sends it to `recipient`.
Aftermath issue_code(Database& database, const PortalDesk& desk, const CodeRequest& request,
                     const Ticket& ticket, std::string_view recipient, std::string_view withheld,
                     Instant now);

/// Judges what the person typed, counting the try before comparing, in the caller's transaction
/// (which must be committed before the person is told). A code is right once. nullopt: it was
/// right.
std::optional<PortalRefusal> judge_code(Database& database, const PortalDesk& desk,
                                        CodePurpose purpose, const Ticket& ticket,
                                        std::string_view typed, Instant now);

}  // namespace saihakko
