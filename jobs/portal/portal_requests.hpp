#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/service/portal/portal_desk.hpp"
#include "core/service/run/log.hpp"

namespace saihakko {

class Database;

/// One answer of the portal: a JSON object on one line, without its end, and what is to follow it.
struct PortalAnswer {
  std::string line;
  Aftermath after;
};

/// The requests of the contract, section 7: reads one line, has the service do it, writes the
/// answer. Never throws for what stands in the line, and tells nothing of our insides.
class PortalRequests {
 public:
  PortalRequests(Database& database, const PortalDesk& desk, Log& log)
      : database_(database), desk_(desk), log_(log) {}

  static constexpr std::size_t kLongestLine = std::size_t{64} * 1024;  ///< bytes without its LF
  static constexpr std::size_t kLongestId = 64;                        ///< bytes

  PortalAnswer answer(std::string_view line, Instant now);

  /// The answer to a line that was too long to be read.
  PortalAnswer too_long();

 private:
  Database& database_;
  const PortalDesk& desk_;
  Log& log_;
};

}  // namespace saihakko
