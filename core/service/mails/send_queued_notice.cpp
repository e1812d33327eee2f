#include "core/service/mails/send_queued_notice.hpp"

namespace saihakko {

void send_queued_notice(Database& database, const Owner& owner, const Sender& sender,
                        const MailRoom& room, MailTransport& transport, std::int64_t id,
                        Instant now) {
  const auto notice = claim_queued_notice(database, owner, id, now);
  if (!notice) return;
  try {
    send_notice(database, sender, room, transport, *notice, now);
  } catch (const std::exception& failure) {
    if (safe_to_repeat(failure)) give_back_notices(database, {*notice});
    throw;
  }
}

}  // namespace saihakko
