#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/bounce_cause.hpp"
#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A mail that a report with nothing but an address may be about.
struct BounceCandidate {
  std::int64_t notice_id = 0;
  std::int64_t application_id = 0;  ///< 0: it tells of none
  std::string receipt_number;       ///< empty likewise
};

/// A report that names an address and no mail (宛先だけの不達).
struct AddressBounce {
  std::int64_t id = 0;
  BounceCause cause = BounceCause::unknown;
  std::string status;  ///< RFC 3463, `5.1.1`
  Instant taken_at;
  std::vector<BounceCandidate> candidates;  ///< newest first
};

/// The mails that went to the address, letter case aside, since `since` and are believed to have
/// arrived, or perhaps have: newest first, at most `limit`.
std::vector<BounceCandidate> mails_to_address(Database& database, std::string_view address,
                                              Instant since, std::int64_t limit);

/// Keeps a report; its id is drawn here.
void add_address_bounce(Database& database, const AddressBounce& bounce);

/// The reports taken since then of which a candidate is still believed to have arrived: once a
/// person has sent it again, or it has bounced, nothing is left to find out. Newest first, at most
/// `limit`.
std::vector<AddressBounce> open_address_bounces(Database& database, Instant since,
                                                std::int64_t limit);
std::int64_t count_open_address_bounces(Database& database, Instant since);

/// Those among which the notice is.
std::vector<AddressBounce> address_bounces_of(Database& database, std::int64_t notice_id);

/// The application's mails that a report taken since then may be about.
std::vector<std::int64_t> perhaps_bounced_notices(Database& database, std::int64_t application_id,
                                                  Instant since);

/// Removes the reports that were taken before.
void forget_address_bounces(Database& database, Instant before);

/// How long such a report is shown; after that the application it tells of is decided.
inline constexpr std::int64_t kAddressBounceDays = 30;

}  // namespace saihakko
