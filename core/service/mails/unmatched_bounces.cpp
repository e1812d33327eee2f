#include "core/service/mails/unmatched_bounces.hpp"

#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

Instant first_shown(Instant now) {
  return now.plus_ms(-kAddressBounceDays * kDayMs);
}

}  // namespace

std::vector<AddressBounce> unmatched_bounces(Database& database, Instant now, std::int64_t limit) {
  return open_address_bounces(database, first_shown(now), limit);
}

std::int64_t count_unmatched_bounces(Database& database, Instant now) {
  return count_open_address_bounces(database, first_shown(now));
}

std::vector<AddressBounce> unmatched_bounces_of(Database& database, std::int64_t notice_id) {
  return address_bounces_of(database, notice_id);
}

void forget_unmatched_bounces(Database& database, Instant now) {
  Transaction transaction(database);
  forget_address_bounces(database, first_shown(now));
  transaction.commit();
}

}  // namespace saihakko
