#include "jobs/ground/output.hpp"

#include <iostream>

#include "core/domain/calendar.hpp"

namespace saihakko {

void print_json(const Json& value) {
  std::cout << value.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

Json json_time(std::optional<Instant> instant) {
  if (!instant) return nullptr;
  return rfc3339(*instant);
}

}  // namespace saihakko
