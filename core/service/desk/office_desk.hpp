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

/// What a person orders by a command, each in a transaction of its own; see lock_office() and
/// unlock_office().
OfficeLocked lock_at_desk(Database& database, std::int64_t uid, const OfficeNumber& number,
                          Instant now);
bool unlock_at_desk(Database& database, std::int64_t uid, const OfficeNumber& number, Instant now);

}  // namespace saihakko
