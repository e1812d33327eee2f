#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/instant.hpp"
#include "core/service/portal/portal_desk.hpp"
#include "core/store/engine/database.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/portal/portal_fields.hpp"

namespace saihakko {

/// What a granted request gives, besides `id` and `ok`.
struct Granted {
  Json fields;
  Aftermath after;
};
using Outcome = std::variant<Granted, PortalRefusal>;

/// A request of the contract, section 7, on its way to the service.
struct Request {
  Database& database;
  const PortalDesk& desk;
  PortalFields fields;
  std::string_view client;
  Instant now;
};

/// What one request does, by the name in its `do`. A handler reads the fields and throws what the
/// service throws.
using PortalHandlers = std::map<std::string, Outcome (*)(Request&), std::less<>>;
const PortalHandlers& portal_handlers();

}  // namespace saihakko
