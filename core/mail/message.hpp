#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/mail/mail_error.hpp"

namespace saihakko {

/// A mail to one person. Addresses are bare (`a..b.@docomo.ne.jp`), unquoted ASCII.
struct MailMessage {
  std::string from_address;
  std::optional<std::string> from_name;
  std::string to_address;
  std::optional<std::string> reply_to;
  std::string subject;
  std::string body;          ///< UTF-8; CRLF, CR and LF are all line ends
  std::string message_id;    ///< `<left@right>`; the same over retries
  std::int64_t date_ms = 0;  ///< UTC, milliseconds since 1970
  /// Whom it was for, where a rehearsal redirects it: X-Saihakko-Original-To.
  std::optional<std::string> original_to = std::nullopt;
};

/// The mail as it goes over the wire (RFC 5322, CRLF), all ASCII: text/plain in UTF-8 and base64,
/// Date in Japan time, `Auto-Submitted: auto-generated` (RFC 3834), and the Message-ID once more in
/// X-Saihakko-Notice. Depends on nothing but its
/// argument, so a retry is the same to the byte. Throws MailError: control characters in a header,
/// an address or Message-ID of the wrong form, a body with NUL or malformed UTF-8.
std::string compose(const MailMessage& message);

}  // namespace saihakko
