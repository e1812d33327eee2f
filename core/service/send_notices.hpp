#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/files/owner_lock.hpp"
#include "core/mail/mail_transport.hpp"
#include "core/service/mail_room.hpp"
#include "core/store/audit_table.hpp"
#include "core/store/database.hpp"
#include "core/store/notices_table.hpp"

namespace saihakko {

/// Frees what senders that are gone have claimed: each may have been delivered, so it is unknown,
/// and goes again with the same Message-ID. Returns how many there were.
std::int64_t take_over_notices(Database& database, const Actor& actor, const Owner& owner,
                               Instant now);

/// Claims up to `limit` due notices for `owner`, in a transaction of its own: one with a code,
/// when there is one, else others.
std::vector<Notice> claim_due_notices(Database& database, const Owner& owner, Instant now,
                                      std::int64_t limit);

/// Claims that notice, if nobody was faster, in a transaction of its own.
std::optional<Notice> claim_queued_notice(Database& database, const Owner& owner,
                                          std::int64_t id, Instant now);

/// Gives back claimed notices that were not tried.
void give_back_notices(Database& database, const std::vector<Notice>& notices, Instant now);

/// Sends one claimed notice outside any transaction and settles it in one of its own; one whose
/// life is nearly over is not sent but expired, one whose code is dead is cancelled. Returns how it
/// ended.
NoticeState send_notice(Database& database, const Actor& actor, const MailRoom& room,
                        MailTransport& transport, const Notice& notice, Instant now);

}  // namespace saihakko
