#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// `Name: text` with its CRLF. Short printable ASCII stays as it is; all else becomes encoded
/// words (RFC 2047, B, UTF-8) of at most 75 characters, split between code points, on lines of at
/// most 76. Throws MailError for a control character or malformed UTF-8 in `text`.
std::string unstructured_header(std::string_view name, std::string_view text);

/// `Name: display name <address>` (RFC 5322 section 3.4) with its CRLF, `Name: address` when
/// `display_name` is empty. Lines are at most 78 characters unless the address alone is longer.
/// Throws MailError as above and as address_for_header().
std::string mailbox_header(std::string_view name, std::string_view display_name,
                           std::string_view address);

/// The address as it stands in a header or an SMTP command, without angle brackets: the local
/// part quoted where it is no dot-atom (`"a..b."@docomo.ne.jp`: such addresses exist). Throws
/// MailError, naming `header`, unless the local part is 1–64 printable ASCII characters without
/// space, quote, backslash, angle bracket and @, the domain made of letters, digits, `-` and `.`,
/// and the whole at most 254 long.
std::string address_for_header(std::string_view header, std::string_view address);

}  // namespace saihakko
