#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "core/service/portal/portal_ticket.hpp"

namespace saihakko {

struct LoggedIn {
  std::string ticket;  ///< with a temporary password: for set_new_password(); else empty
  std::string message;
};

/// ログイン with the password, or with the temporary password of a letter (manual step 20). A try
/// is counted before anything is compared (core/service/portal/guessing.md); what closes the count
/// closes the password alone, and leaves reset and temporary password open. Who is told the same
/// costs the same: one hash, whoever it is. `busy` when too many wait for one. In transactions of
/// its own.
std::variant<LoggedIn, PortalRefusal> log_in(Database& database, const PortalDesk& desk,
                                             std::string_view user_id, std::string_view password,
                                             std::string_view client, Instant now);

}  // namespace saihakko
