#pragma once

#include <cstdint>

#include "core/domain/instant.hpp"

namespace saihakko {

/// Settings `login.*`: what wrong passwords in a row lead to (core/service/portal/guessing.md).
struct LoginSettings {
  bool operator==(const LoginSettings&) const = default;

  int failures = 3;            ///< from here on each closes the count for a time
  int lock_minutes = 30;       ///< the longest such time
  int most_failures = 100;     ///< NIST SP 800-63B, 5.2.2
  int known_client_days = 90;  ///< how long a client is known after a login
};

/// For how long the n-th wrong password in a row closes its count: one minute, doubling, up to
/// `lock_minutes`; 0 below `failures`.
std::int64_t guess_delay_ms(const LoginSettings& settings, int wrong);

/// Who is counted: all strangers to an account together, or one client that it knows.
enum class Guesser { stranger, known_client };

enum class GuessVerdict {
  open,
  delayed,  ///< for a time
  shut,     ///< until a reset, a first login, or a person
};
/// Whether a try is compared with the password at all.
GuessVerdict judge_guess(const LoginSettings& settings, Guesser guesser, int wrong,
                         Instant closed_until, Instant now);

}  // namespace saihakko
