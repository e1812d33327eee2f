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

/// Draws a code for the ticket, keeps its MAC and queues its mail, all in the caller's
/// transaction. An earlier code for the same office and address ends. `withheld` says why there is
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
