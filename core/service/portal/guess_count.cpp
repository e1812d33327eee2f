#include "core/service/portal/guess_count.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"
#include "core/service/portal/portal_ticket.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/known_clients_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/portal_counts_table.hpp"

namespace saihakko {
namespace {

std::string known_mark(const MasterKey& key, std::string_view user_id,
                       std::string_view client_mark) {
  return key.mark("known-client", fmt::format("{}\n{}", fold_width(user_id), client_mark));
}

LoginFailures failures_of(Database& database, const GuessCount& count) {
  return find_login_failures(database, count.user_mark, count.counted_client());
}

void keep(Database& database, const GuessCount& count, LoginFailures failures, Instant now) {
  failures.office_number = count.office_number;
  put_login_failures(database, count.user_mark, count.counted_client(), failures, now);
}

/// When a settled guess was kept. SQLite leaves out a write that changes no byte, which told a
/// closed count from an open one: it differs from when it was counted.
Instant settled_at(Instant now) {
  return now.plus_ms(1);
}

/// So many wrong ones in a row shut strangers out, and make a stranger of a known client.
void shut(Database& database, const GuessCount& count, Instant now) {
  const bool known = count.guesser == Guesser::known_client;
  if (known) forget_client(database, count.client_mark);
  append_audit(database, Actor::portal(), now,
               {known ? "known_client_forgotten" : "login_shut",
                count.office_number.empty() ? "unknown" : count.office_number, ""});
}

}  // namespace

std::string user_mark(const MasterKey& key, std::string_view user_id) {
  return key.mark("user-id", fold_width(user_id));
}

bool knows_client(Database& database, const MasterKey& key, const LoginSettings& settings,
                  std::string_view user_id, std::string_view client_mark, Instant now) {
  const bool known = is_known_client(database, known_mark(key, user_id, client_mark),
                                     now.plus_ms(-settings.known_client_days * kDayMs));
  return known && !client_mark.empty();
}

GuessCount find_guess_count(Database& database, const MasterKey& key, const LoginSettings& settings,
                            std::string_view user_id, std::string_view client, Instant now) {
  const std::string mark = client_mark(key, client);
  GuessCount count{.user_mark = user_mark(key, user_id), .client_mark = {}};
  const bool known = knows_client(database, key, settings, user_id, mark, now);
  if (!mark.empty()) count.client_mark = known_mark(key, user_id, mark);
  if (known) count.guesser = Guesser::known_client;
  return count;
}

CountedGuess count_guess(Database& database, const LoginSettings& settings, const GuessCount& count,
                         Instant now) {
  Transaction transaction(database);
  LoginFailures failures = failures_of(database, count);
  // A clock that ran ahead may have set it: kept below, it goes on for its own length.
  const std::int64_t longest_ms = guess_delay_ms(settings, failures.failures);
  failures.locked_until = std::min(failures.locked_until, now.plus_ms(longest_ms));
  const CountedGuess counted{
      judge_guess(settings, count.guesser, failures.failures, failures.locked_until, now),
      failures.locked_until};
  if (counted.verdict == GuessVerdict::open) ++failures.failures;
  keep(database, count, failures, now);
  transaction.commit();
  return counted;
}

void take_back_guess(Database& database, const GuessCount& count, const CountedGuess& counted,
                     Instant now) {
  if (counted.verdict != GuessVerdict::open) return;
  Transaction transaction(database);
  LoginFailures failures = failures_of(database, count);
  --failures.failures;
  keep(database, count, failures, now);
  transaction.commit();
}

void settle_right_guess(Database& database, const GuessCount& count, Instant now) {
  failures_of(database, count);  // every outcome runs the same statements
  keep(database, count, {}, settled_at(now));
}

CountedGuess settle_wrong_guess(Database& database, const LoginSettings& settings,
                                const GuessCount& count, const CountedGuess& counted, Instant now) {
  LoginFailures failures = failures_of(database, count);
  CountedGuess settled = counted;
  if (counted.verdict == GuessVerdict::open) {
    failures.locked_until = now.plus_ms(guess_delay_ms(settings, failures.failures));
    settled = {judge_guess(settings, count.guesser, failures.failures, failures.locked_until, now),
               failures.locked_until};
    if (failures.failures == settings.most_failures) {
      shut(database, count, now);
      // A stranger now: if it comes in by the strangers' count it is known anew, with nothing
      // behind.
      if (count.guesser == Guesser::known_client) failures = {};
    }
  }
  keep(database, count, failures, settled_at(now));
  return settled;
}

}  // namespace saihakko
