#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// A mail as it follows DATA (RFC 5321 section 4.5.2): a dot at the beginning of a line doubled,
/// the final dot added, and before it a CRLF where the mail does not end in one. Throws MailError
/// for a CR or LF that stands alone, a NUL and a line above 998 characters: servers do not agree on
/// where such a mail ends.
std::string smtp_data(std::string_view message);

}  // namespace saihakko
