#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "core/service/portal/portal_ticket.hpp"

namespace saihakko {

/// What a person chose; wiped by the caller.
struct NewPassword {
  std::string_view text;
  std::string_view again;
};

struct PasswordSet {
  std::string message;
  Aftermath after;
};

/// The last step of a reset (manual step 11) and of the first login with the temporary password of
/// a letter (step 20): keeps the Argon2id hash, clears the security code, ends everything else
/// that opened the account, and tells the registered address. A reset voids a letter under way and
/// withdraws its application; a first login completes it. In transactions of its own.
std::variant<PasswordSet, PortalRefusal> set_new_password(Database& database,
                                                          const PortalDesk& desk, Flow flow,
                                                          std::string_view ticket,
                                                          const NewPassword& password, Instant now);

}  // namespace saihakko
