#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet), salt and cost in the
/// text: some 19 ms of one core. Throws std::bad_alloc.
std::string hash_password(std::string_view password);

/// hash_password for each, on all cores, in the same order.
std::vector<std::string> hash_passwords(const std::vector<std::string>& passwords);

/// True when `hash` was made from `password`.
bool password_matches(std::string_view password, const std::string& hash);

}  // namespace saihakko
