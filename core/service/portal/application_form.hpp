#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "core/service/portal/portal_ticket.hpp"

namespace saihakko {

/// ログイン情報再発行申請 through the portal, manual steps 13–18. Each step in a transaction of its
/// own.

/// Begins it and, unless a prefecture is to be chosen first, issues the confirmation code.
std::variant<Begun, PortalRefusal> begin_form(Database& database, const PortalDesk& desk,
                                              const Beginner& beginner, Instant now);

std::variant<Begun, PortalRefusal> choose_form_prefecture(Database& database,
                                                          const PortalDesk& desk,
                                                          std::string_view ticket,
                                                          std::string_view prefecture, Instant now);

/// What the person is to confirm (manual step 18).
struct FormVerified {
  std::string office_number;
  std::string office_name;
  std::string notification_mail;
  std::string prefecture;
  std::string prefecture_name;
  std::string message;
};
std::variant<FormVerified, PortalRefusal> verify_form(Database& database, const PortalDesk& desk,
                                                      std::string_view ticket,
                                                      std::string_view confirmation_code,
                                                      Instant now);

struct FormSubmitted {
  std::string receipt_number;
  std::string message;
  Aftermath after;
};
/// Repeated, it gives the same number and does nothing.
std::variant<FormSubmitted, PortalRefusal> submit_form(Database& database, const PortalDesk& desk,
                                                       std::string_view ticket, Instant now);

}  // namespace saihakko
