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
  Instant password_set_at;    ///< 0: never
  /// Of all hashes that are made for the account; empty: none was yet. A password that was set
  /// before there were such settings, while a letter was under way, has another one of its own.
  std::string hash_setting;
};

std::optional<Credentials> find_credentials(Database& database, std::string_view user_id);
std::optional<Credentials> find_credentials(Database& database, std::int64_t account_id);

/// Sets the password, whose setting becomes the account's, and clears the security code (manual
/// steps 11 and 20).
void set_password(Database& database, std::int64_t account_id, std::string_view password_hash,
                  std::string_view hash_setting, Instant now);

/// The same password under another setting.
void renew_password_hash(Database& database, std::int64_t account_id,
                         std::string_view password_hash, std::string_view hash_setting);

/// Gives an account that has no setting this one; false when it has another.
bool adopt_hash_setting(Database& database, std::int64_t account_id, std::string_view hash_setting);

/// What an unknown user ID is taken for, so that it costs what real ones cost.
struct HashModel {
  std::string hash_setting;
  std::string password_hash;
};
/// The account at a share of the way through all of them; `millionth` is below 1,000,000.
HashModel model_of_hashes(Database& database, std::int64_t millionth);

/// When the password that the account has was set; nullopt when none was.
std::optional<Instant> password_set_at(Database& database, const OfficeNumber& number,
                                       std::string_view prefecture);

/// No password of the office's accounts opens anything any more.
void end_passwords_of_office(Database& database, const OfficeNumber& number);

}  // namespace saihakko
