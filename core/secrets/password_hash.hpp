#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/secrets/master_key.hpp"

namespace saihakko {

/// Argon2id hashes are texts of the form `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH` (the PHC string
/// format, 16 and 32 bytes in base64). What stands before the last `$` is the hash setting: cost
/// and salt. Hashes of one setting are equal exactly when their passwords are, so that one
/// computation is enough to compare a password with all of an account's.

/// A new salt with today's cost: 19 MiB and two passes (OWASP Password Storage Cheat Sheet).
std::string draw_hash_setting();

/// The setting of something that has none, the same each time and foretold by nobody: the salt is a
/// mark of `text`, the cost that of `like`, today's when that is empty.
std::string keyed_hash_setting(const MasterKey& key, std::string_view text, std::string_view like);

/// The setting of a hash; empty for what is none.
std::string hash_setting_of(std::string_view hash);

/// Whether a setting has today's cost.
bool has_current_cost(std::string_view setting);

/// The hash: some 19 ms of one core. Throws std::bad_alloc; std::invalid_argument for a setting
/// that this program does not make.
std::string hash_password(std::string_view password, std::string_view setting);

/// Compares in a time that does not depend on where they differ, nor on whether `stored` is there:
/// an empty one equals none.
bool equal_hashes(std::string_view computed, std::string_view stored);

}  // namespace saihakko
