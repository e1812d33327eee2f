#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/ticket.hpp"
#include "core/service/portal_desk.hpp"
#include "core/store/database.hpp"

namespace saihakko {

/// A ticket as its holder has it, 32 hexadecimal digits; its sum is what is stored.
std::string ticket_sum(std::string_view ticket);

/// How long a step of a flow waits for its person: twice the life of a code, which is judged by
/// itself.
Instant ticket_end(const PortalDesk& desk, Instant now);

/// The ticket, if it is one of that flow, stands at one of the steps, and is not over.
std::variant<Ticket, PortalRefusal> ticket_at(Database& database, Flow flow,
                                              std::string_view ticket,
                                              std::initializer_list<TicketStep> steps,
                                              Instant now);

struct PrefectureOption {
  std::string code;
  std::string name;
};
std::vector<PrefectureOption> named(const UnionList& unions,
                                    const std::vector<std::string>& prefectures);

/// The answer to the beginning of a flow, and to the choice of a prefecture.
struct Begun {
  std::string ticket;  ///< empty when the caller holds it already
  TicketStep next = TicketStep::verify;
  std::vector<PrefectureOption> prefectures;  ///< when one is to be chosen
  std::string message;
  Aftermath after;
};

}  // namespace saihakko
