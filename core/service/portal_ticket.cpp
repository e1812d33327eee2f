#include "core/service/portal_ticket.hpp"

#include <algorithm>

#include "core/domain/sha256.hpp"
#include "core/service/portal_sentences.hpp"
#include "core/store/tickets_table.hpp"

namespace saihakko {

std::string ticket_sum(std::string_view ticket) { return sha256_hex(ticket); }

Instant ticket_end(const PortalDesk& desk, Instant now) {
  return now.plus_ms(2 * desk.settings.codes.lifetime_ms());
}

std::variant<Ticket, PortalRefusal> ticket_at(Database& database, Flow flow,
                                              std::string_view ticket,
                                              std::initializer_list<TicketStep> steps,
                                              Instant now) {
  auto found = find_ticket(database, ticket_sum(ticket));
  if (!found || found->flow != flow) {
    return PortalRefusal{"ticket_unknown", portal_sentences::ticket_unknown()};
  }
  if (found->step == TicketStep::ended || now >= found->expires_at) {
    return PortalRefusal{"ticket_over", portal_sentences::ticket_over()};
  }
  if (std::find(steps.begin(), steps.end(), found->step) == steps.end()) {
    return PortalRefusal{"step_out_of_order", portal_sentences::step_out_of_order(found->step)};
  }
  return std::move(*found);
}

std::vector<PrefectureOption> named(const UnionList& unions,
                                    const std::vector<std::string>& prefectures) {
  std::vector<PrefectureOption> options;
  for (const std::string& code : prefectures) {
    options.push_back({code, unions.at(code).prefecture_name});
  }
  return options;
}

}  // namespace saihakko
