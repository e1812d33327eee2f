#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"

namespace saihakko {

/// What a code that goes out by mail is for.
enum class CodePurpose {
  reset,        ///< ワンタイムパスワード, six digits (manual step 9)
  application,  ///< 確認コード, four digits (manual step 16)
};

std::string_view to_text(CodePurpose purpose);
std::string_view japanese(CodePurpose purpose);
int digits_of(CodePurpose purpose);

/// Where a code is. Only a live one can be used.
enum class CodeState {
  live,
  used,
  superseded,  ///< a newer one was issued for the same office and address
  exhausted,   ///< tried wrongly too often
  expired,
  ended,  ///< with all else of its account: a reset, or `office lock`
};

std::string_view to_text(CodeState state);
CodeState parse_code_state(std::string_view text);

/// Settings `codes.*`.
struct CodeLimits {
  bool operator==(const CodeLimits&) const = default;

  int lifetime_minutes = 30;  ///< manual steps 10 and 17; at that very millisecond it is over
  int tries = 5;
  int per_day = 10;              ///< for an (office, address) pair, an address, a client
  int per_day_of_office = 40;    ///< really sent, to strangers or to known clients
  int per_hour_of_domain = 600;  ///< really sent to one recipient domain
  int cooldown_seconds = 60;
  int service_per_hour = 10'000;       ///< to strangers, of each purpose
  int alert_office_per_day = 20;       ///< only tells the operator
  int alert_service_per_hour = 2'000;  ///< only tells the operator

  std::int64_t lifetime_ms() const { return lifetime_minutes * kMinuteMs; }
  /// Of a ticket, from each step to the next.
  std::int64_t ticket_lifetime_ms() const { return 2 * lifetime_ms(); }
};

/// A code that was issued for a pair of office and address.
struct IssuedCode {
  Instant issued_at;
  CodeState state = CodeState::live;
  int tries = 0;
};

/// What was issued before, newest first, of the last 24 hours; at most as many of each as its
/// limit. For an address and for the service only codes that were sent are counted, so that a
/// request which sends nothing uses up nobody's share.
struct CodeHistory {
  std::vector<IssuedCode> pair;
  std::vector<Instant> address;
  std::vector<Instant> client;  ///< empty where the portal names none
  std::int64_t service_last_hour = 0;
  std::int64_t domain_last_hour = 0;  ///< for strangers; 0 for a known client
  std::vector<Instant> office;        ///< for strangers, or for the known clients
  bool of_known_client = false;       ///< the limit of the service spares it
};

/// Some limits count what was asked for, right or wrong, as whoever asks knows; others what was
/// really sent, which nobody may learn.
enum class CodeLimit {
  none,
  cool_down,
  pair_per_day,
  address_per_day,
  client_per_day,
  office_per_day,
  domain_per_hour,
  service
};

/// The word for the counts.
std::string_view to_text(CodeLimit limit);

/// Whether it counts what was asked for.
bool counts_requests(CodeLimit limit);

struct LimitVerdict {
  CodeLimit limit = CodeLimit::none;
  Instant retry_at;  ///< when the limit is over; unset for none
};

/// Whether one more code may be issued now. The cool-down doubles with each code in a row that was
/// tried and never right, up to an hour. What strangers are sent counts towards no limit of
/// the known clients.
LimitVerdict judge_limits(const CodeLimits& limits, const CodeHistory& history, Instant now);

}  // namespace saihakko
