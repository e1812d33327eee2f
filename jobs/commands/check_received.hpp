#pragma once

#include <string>

#include "core/service/setup/settings.hpp"
#include "jobs/commands/check_list.hpp"

namespace saihakko {

/// What became of the test mail on its way: SPF, DKIM and DMARC as the receiver's server judged
/// them (Authentication-Results), a line each, with what to do. `source` is a file that holds the
/// mail, a Maildir (the newest test mail in it), or `-`: the mail is pasted into standard input.
void check_received(CheckList& list, const Settings& settings, const std::string& source);

}  // namespace saihakko
