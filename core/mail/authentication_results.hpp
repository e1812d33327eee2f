#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// What one method of authentication said of a mail that arrived.
struct AuthenticationResult {
  std::string result;  ///< `pass`, `fail`, `none` …, in lower case; empty: nothing was said
  std::string domain;  ///< that it speaks of, in lower case; empty where it is not told
};

/// What the receiver's server wrote about a mail (RFC 8601).
struct AuthenticationResults {
  std::string server;         ///< authserv-id; empty: the mail has no such header
  std::string from_domain;    ///< of the header From, in lower case
  AuthenticationResult spf;   ///< RFC 7208, of the envelope's sender
  AuthenticationResult dkim;  ///< RFC 6376: of several signatures one that passes
  AuthenticationResult dmarc;
  bool signed_at_all = false;  ///< it has a DKIM-Signature, whatever came of it
};

/// Reads the headers of a mail as it lies in a mailbox or was pasted from a mail client. The first
/// Authentication-Results counts, with those of the same server: it is the receiver's, others may
/// have come with the mail. For any bytes.
AuthenticationResults read_authentication_results(std::string_view mail);

/// Whether a domain is the other one or below it, or the reverse: what DMARC calls relaxed
/// alignment (RFC 7489 section 3.1), without the list of public suffixes.
bool is_aligned(std::string_view domain, std::string_view with);

}  // namespace saihakko
