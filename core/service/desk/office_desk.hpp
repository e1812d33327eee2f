#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/office.hpp"
#include "core/service/applications/lock_office.hpp"

namespace saihakko {

/// What is known of an office.
struct OfficeFacts {
  Office office;
  std::optional<Instant> locked_at;       ///< nullopt: it is not closed off
  std::vector<Account> accounts;          ///< by prefecture
  std::vector<Application> applications;  ///< the newest 20, newest first
};
/// nullopt when the ledger does not name the office.
std::optional<OfficeFacts> office_facts(Database& database, const OfficeNumber& number);

/// What a person orders by a command, each in a transaction of its own; see lock_office(),
/// unlock_office() and forget_guesses().
OfficeLocked lock_at_desk(Database& database, std::int64_t uid, const OfficeNumber& number,
                          Instant now);
struct OfficeUnlocked {
  bool changed = false;    ///< it was closed off
  bool forgotten = false;  ///< wrong passwords had been counted for it, and are no more
};
OfficeUnlocked unlock_at_desk(Database& database, std::int64_t uid, const OfficeNumber& number,
                              Instant now);

}  // namespace saihakko
