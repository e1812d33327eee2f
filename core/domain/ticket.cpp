#include "core/domain/ticket.hpp"

#include <array>
#include <stdexcept>

namespace saihakko {

using enum TicketStep;

std::string_view to_text(Flow flow) {
  switch (flow) {
    case Flow::reset: return "reset";
    case Flow::application: return "application";
    case Flow::login: return "login";
  }
  return {};
}

Flow parse_flow(std::string_view text) {
  for (const Flow flow : {Flow::reset, Flow::application, Flow::login}) {
    if (text == to_text(flow)) return flow;
  }
  throw std::invalid_argument("no flow of the portal");
}

std::string_view to_text(TicketStep step) {
  switch (step) {
    case choose_prefecture: return "choose_prefecture";
    case verify: return "verify";
    case submit: return "submit";
    case set_password: return "set_password";
    case done: return "done";
    case ended: return "ended";
  }
  return {};
}

TicketStep parse_ticket_step(std::string_view text) {
  for (const TicketStep step : {choose_prefecture, verify, submit, set_password, done, ended}) {
    if (text == to_text(step)) return step;
  }
  throw std::invalid_argument("no step of a ticket");
}

}  // namespace saihakko
