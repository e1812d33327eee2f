#pragma once

#include <string_view>
#include <vector>

namespace saihakko {

/// The mails in a file that a mail system or a person has put down, in order: one, or those of an
/// mbox (RFC 4155). A file is an mbox when its first line is `From SENDER TIME`; each further line
/// of that form behind an empty line begins the next mail. A byte order mark and empty lines at the
/// beginning, which editors leave, are no part of a mail. Views into `content`, at least one.
std::vector<std::string_view> mails_in_file(std::string_view content);

}  // namespace saihakko
