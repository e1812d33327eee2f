#pragma once

#include <string>
#include <string_view>

#include "core/domain/guess_rules.hpp"
#include "core/secrets/master_key.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Whose count a login goes to (core/service/portal/guessing.md).
struct GuessCount {
  Guesser guesser = Guesser::stranger;
  std::string user_mark;           ///< of the user ID as typed
  std::string client_mark;         ///< of user ID and client; empty where the portal names none
  std::string office_number = {};  ///< empty for an unknown user ID

  /// The mark by which the count is stored.
  std::string_view counted_client() const {
    return guesser == Guesser::known_client ? std::string_view(client_mark) : std::string_view();
  }
};

/// The keyed mark under which wrong passwords of a user ID are counted.
std::string user_mark(const MasterKey& key, std::string_view user_id);

/// Whether the client is one that the account knows. Reads only.
GuessCount find_guess_count(Database& database, const MasterKey& key, const LoginSettings& settings,
                            std::string_view user_id, std::string_view client, Instant now);

/// Whether the account of the user ID knows the client of that mark. Reads the same whatever there
/// is.
bool knows_client(Database& database, const MasterKey& key, const LoginSettings& settings,
                  std::string_view user_id, std::string_view client_mark, Instant now);

struct CountedGuess {
  GuessVerdict verdict = GuessVerdict::open;
  Instant closed_until;  ///< when it is delayed
};
/// Counts an open try as if it were wrong. In a transaction of its own; a refused one writes the
/// same rows and changes nothing.
CountedGuess count_guess(Database& database, const LoginSettings& settings, const GuessCount& count,
                         Instant now);

/// The try was never compared: it counts no more. In a transaction of its own.
void take_back_guess(Database& database, const GuessCount& count, const CountedGuess& counted,
                     Instant now);

/// The try was right, and takes back all that were wrong before it. In the caller's transaction.
void settle_right_guess(Database& database, const GuessCount& count, Instant now);

/// The try was wrong, or refused: how the count stands after it. In the caller's transaction.
CountedGuess settle_wrong_guess(Database& database, const LoginSettings& settings,
                                const GuessCount& count, const CountedGuess& counted, Instant now);

}  // namespace saihakko
