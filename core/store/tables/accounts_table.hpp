#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/office.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// An account and how its holder proves to be its holder.
struct Credentials {
  Account account;
  OfficeNumber office_number;
  std::string password_hash;  ///< Argon2id; empty: no password was set here
};

std::optional<Credentials> find_credentials(Database& database, std::string_view user_id);
std::optional<Credentials> find_credentials(Database& database, std::int64_t account_id);

/// Sets the password and clears the security code (manual steps 11 and 20).
void set_password(Database& database, std::int64_t account_id, std::string_view password_hash,
                  Instant now);

/// When the password that the account has was set; nullopt when none was.
std::optional<Instant> password_set_at(Database& database, const OfficeNumber& number,
                                       std::string_view prefecture);

/// No password of the office's accounts opens anything any more.
void end_passwords_of_office(Database& database, const OfficeNumber& number);

}  // namespace saihakko
