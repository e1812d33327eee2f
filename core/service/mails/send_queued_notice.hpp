#pragma once

#include <cstdint>

#include "core/service/mails/send_notices.hpp"

namespace saihakko {

/// Claims the notice, sends it and settles it; nothing where send-notices was faster. Throws what
/// send_notice() does: a notice that was not tried is given back then, any other stays claimed, and
/// is taken over once `owner` is gone.
void send_queued_notice(Database& database, const Owner& owner, const Sender& sender,
                        const MailRoom& room, MailTransport& transport, std::int64_t id,
                        Instant now);

}  // namespace saihakko
