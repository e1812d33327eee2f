#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "core/service/portal/portal_ticket.hpp"

namespace saihakko {

/// ログイン情報再設定, manual steps 6–11; the last step is set_new_password(). Each in a
/// transaction of its own. A wrong address, an unknown office and a limit reached are answered as
/// if a code were on its way, and the same rows are written.

/// Begins it and, unless a prefecture is to be chosen first, issues the one-time password.
Begun begin_reset(Database& database, const PortalDesk& desk, const Beginner& beginner,
                  Instant now);

std::variant<Begun, PortalRefusal> choose_reset_prefecture(Database& database,
                                                           const PortalDesk& desk,
                                                           std::string_view ticket,
                                                           std::string_view prefecture,
                                                           Instant now);

/// Whether the address that proved to be the account's is still the registered one: a ledger or a
/// lock may have come since.
bool still_holds(Database& database, const Ticket& ticket);

struct ResetVerified {
  std::string user_id;
  std::string message;
};
std::variant<ResetVerified, PortalRefusal> verify_reset(Database& database, const PortalDesk& desk,
                                                        std::string_view ticket,
                                                        std::string_view one_time_password,
                                                        Instant now);

}  // namespace saihakko
