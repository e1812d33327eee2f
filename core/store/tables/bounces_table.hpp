#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/bounce_cause.hpp"
#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

enum class BounceKind {
  hard,  ///< the mail is over
  soft   ///< it is late
};

std::string_view to_text(BounceKind kind);
std::string_view japanese(BounceKind kind);

/// A report about a mail that the relay had taken.
struct Bounce {
  BounceKind kind = BounceKind::hard;
  BounceCause cause = BounceCause::unknown;
  std::string status;     ///< RFC 3463, `5.1.1`
  std::string diagnosis;  ///< the words of who reports
  Instant taken_at;
};

void add_bounce(Database& database, std::int64_t notice_id, const Bounce& bounce);

/// In order.
std::vector<Bounce> bounces_of(Database& database, std::int64_t notice_id);

struct BouncedNotice {
  std::int64_t notice_id = 0;
  BounceCause cause = BounceCause::unknown;  ///< of its last report
};
/// The application's mails in the state bounced.
std::vector<BouncedNotice> bounced_notices(Database& database, std::int64_t application_id);

/// No mail but codes goes to the address of that mark (keyed) until then; a later end wins.
void suppress_address(Database& database, std::string_view address_mark, Instant until,
                      std::int64_t notice_id);

/// Until when, if at all at `now`.
std::optional<Instant> address_suppressed_until(Database& database, std::string_view address_mark,
                                                Instant now);

/// Those that would last longer than any does last for `longest_ms` from now on; returns how many.
std::int64_t cap_suppressions(Database& database, std::int64_t longest_ms, Instant now);

/// Removes the entries whose time is over.
void forget_lapsed_suppressions(Database& database, Instant now);

}  // namespace saihakko
