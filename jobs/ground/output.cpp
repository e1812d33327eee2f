#include "jobs/ground/output.hpp"

#include <iostream>
#include <string>

#include "core/domain/calendar.hpp"
#include "core/domain/text_folding.hpp"

namespace saihakko {

void print_json(const Json& value) {
  std::cout << value.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void print_refusal(std::string_view reason) {
  std::cerr << "saihakko: " << visible_text(reason) << '\n';
}

Json json_time(std::optional<Instant> instant) {
  if (!instant) return nullptr;
  return rfc3339(*instant);
}

}  // namespace saihakko
