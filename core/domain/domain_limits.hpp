#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"

namespace saihakko {

/// How much mail goes to one recipient domain. `sessions`: how many at the same time, so that a
/// slow domain does not take all sessions. `per_minute`: how many in a minute, at most a sixth of
/// them at once; the Japanese carriers put off or refuse bursts, and publish no figures. 0: no
/// limit.
class DomainLimits {
 public:
  DomainLimits(int sessions, int per_minute) : sessions_(sessions), per_minute_(per_minute) {}

  /// Whether a mail to the domain (in any letter case) may begin now.
  bool may_begin(std::string_view domain, Instant now) const;

  /// One begins, whether it may or not; end() must follow.
  void begin(std::string_view domain, Instant now);
  void end(std::string_view domain);

  /// When a mail to the domain is within its limit a minute; the sessions apart.
  Instant next_begin(std::string_view domain) const;

 private:
  struct Domain {
    int open = 0;
    Instant next;  ///< where the next one would stand if all were evenly apart (GCRA)
  };

  std::int64_t interval_ms() const { return per_minute_ == 0 ? 0 : kMinuteMs / per_minute_; }
  std::int64_t burst_ms() const;
  void forget_idle(Instant now);

  int sessions_;
  int per_minute_;
  std::map<std::string, Domain, std::less<>> domains_;
};

/// What stands behind the last @, in lower case; empty when there is none.
std::string domain_of_address(std::string_view address);

}  // namespace saihakko
