#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/files/owner_lock.hpp"
#include "core/mail/mail_transport.hpp"
#include "core/secrets/master_key.hpp"
#include "core/secrets/random_source.hpp"
#include "core/service/mails/mail_room.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// Who sends.
struct Sender {
  const Actor& actor;
  const MasterKey& key;
  RandomSource& random;
  std::string_view relay;  ///< as the rows of the attempts name it
};

/// Frees what senders that are gone have claimed: each may have been delivered, so it is unknown,
/// and goes again with the same Message-ID; a code does not. Returns how many there were.
std::int64_t take_over_notices(Database& database, const Actor& actor, const Owner& owner,
                               Instant now);

/// Claims that notice, if nobody was faster, in a transaction of its own.
std::optional<Notice> claim_queued_notice(Database& database, const Owner& owner, std::int64_t id,
                                          Instant now);

/// Gives back claimed notices that were not tried, as they were, in a transaction of its own.
void give_back_notices(Database& database, const std::vector<Notice>& notices);

/// Why a claimed notice is not to be tried: its life is nearly over, its code is dead, or mail to
/// its address came back lately (codes go there nevertheless: who asks for one may have mended the
/// mailbox, and must not learn of it; what a person sends again and alerts go as well). Reads only.
std::optional<Settlement> not_to_be_sent(Database& database, const MasterKey& key,
                                         const Notice& notice, Instant now);

/// Settles what was not tried, in the caller's transaction.
void settle_unsent(Database& database, const Sender& sender, const Notice& notice,
                   const Settlement& settlement, Instant now);

/// How a notice that was handed over is left.
struct Settled {
  NoticeState state = NoticeState::claimed;
  /// Set: it waits for the relay's sake. `service`: others may fare better, or not.
  HeldFor held_for = HeldFor::nothing;
};

/// Settles what was handed over, in the caller's transaction: its row, the attempt's and the
/// audit's. What the relay refused for its own or for our sake is given back, does not age, and no
/// attempt counts; what it refused of the same before, and counted as failed, comes back with it.
Settled settle_delivery(Database& database, const Sender& sender, const Notice& notice,
                        const Delivery& delivery, Instant now);

/// Sends one claimed notice outside any transaction and settles it in one of its own. Returns how
/// it ended.
NoticeState send_notice(Database& database, const Sender& sender, const MailRoom& room,
                        MailTransport& transport, const Notice& notice, Instant now);

}  // namespace saihakko
