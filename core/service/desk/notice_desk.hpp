#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/run/listed_only.hpp"
#include "core/store/tables/address_bounces_table.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/notice_attempts_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// Newest first, at most `limit`; of all states when `state` is nullopt. Throws UsageError where
/// `only` names what is not there.
std::vector<Notice> listed_notices(Database& database, std::optional<NoticeState> state,
                                   const ListedOnly& only, std::int64_t limit);

/// 宛先だけの不達, newest first, at most `limit`; see unmatched_bounces().
std::vector<AddressBounce> listed_unmatched(Database& database, Instant now, std::int64_t limit);

/// A mail, each time it was handed over, and the reports that it came back, in order.
struct NoticeFacts {
  Notice notice;
  std::optional<Instant> next_attempt;  ///< when it goes by itself, if it does
  std::vector<NoticeAttempt> attempts;
  std::vector<Bounce> bounces;
  std::vector<AddressBounce> address_bounces;  ///< that may be about it
};
/// nullopt when there is no mail of that number.
std::optional<NoticeFacts> notice_facts(Database& database, std::int64_t id);

/// What a person orders by a command, each in a transaction of its own; see resend_notice() and
/// cancel_waiting_notice(). The answer is why not, in Japanese.
std::optional<std::string> resend_at_desk(Database& database, std::int64_t uid, std::int64_t id,
                                          std::string_view reason, Instant now);
std::optional<std::string> cancel_at_desk(Database& database, std::int64_t uid, std::int64_t id,
                                          std::string_view reason, Instant now);

}  // namespace saihakko
