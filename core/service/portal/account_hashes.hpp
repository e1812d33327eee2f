#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secrets/master_key.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// All that a password for a user ID is compared with.
struct AccountHashes {
  std::string setting;        ///< of all of them
  std::string older_setting;  ///< of the password alone, where it has another; else empty
  std::string password;       ///< empty: none
  std::optional<TemporaryPassword> live;
  std::vector<TemporaryPassword> ended;
};

/// What there is for the user ID. One that is unknown, or has none yet, gets a setting made by the
/// key, and costs as many hashes as an account that the key chooses for it: so the two kinds are
/// met as often among the unknown as among the known. Reads only, the same for all.
AccountHashes find_account_hashes(Database& database, const MasterKey& key,
                                  std::string_view user_id,
                                  const std::optional<Credentials>& credentials, bool closed);

/// What a typed password is.
struct Comparison {
  bool password = false;
  bool live = false;
  std::optional<TemporaryPassword> ended;
  std::string hash;  ///< of what was typed, under the account's setting
};
/// Hashes it once (twice with an older setting) and compares with everything, in constant time.
Comparison compare(const AccountHashes& hashes, std::string_view typed);

}  // namespace saihakko
