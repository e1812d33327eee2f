#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace saihakko {

/// Why a mail did not arrive, as far as the report tells: whose affair it is.
enum class BounceCause {
  unknown,            ///< the report does not tell
  no_mailbox,         ///< the address does not exist
  mailbox_closed,     ///< it exists no more, has moved or was disabled
  no_domain,          ///< its domain does not exist or takes no mail
  mailbox_full,       ///< their mailbox has no room
  too_large,          ///< the mail is larger than they take
  our_host,           ///< they refuse the host that sends for us: block list, reverse name
  our_domain,         ///< they do not believe or accept our sender: SPF, DKIM, DMARC
  relay_denied,       ///< a server on the way does not work for us
  content,            ///< their policy or filter refuses what the mail says
  recipient_refuses,  ///< the person, or the person's carrier, accepts mail from a list only
  too_many,           ///< more mails in a while than they take
  unreachable,        ///< their server did not answer for so long that the relay gave up
  their_system        ///< their server is at fault
};

std::string_view to_text(BounceCause cause);
std::optional<BounceCause> parse_bounce_cause(std::string_view text);
const std::vector<BounceCause>& all_bounce_causes();

/// One clause for a person of the union, without a full stop.
std::string_view japanese(BounceCause cause);

}  // namespace saihakko
