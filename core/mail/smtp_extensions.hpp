#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/mail/smtp_reply.hpp"

namespace saihakko {

/// What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1), as far as we use it.
struct SmtpExtensions {
  bool pipelining = false;             ///< RFC 2920
  bool size = false;                   ///< RFC 1870
  std::optional<std::uint64_t> limit;  ///< bytes of a message; nullopt: none is told
  bool eight_bit_mime = false;         ///< RFC 6152
  bool starttls = false;               ///< RFC 3207
  bool auth_plain = false;             ///< RFC 4954, RFC 4616
  bool auth_login = false;

  /// Letter case and what we do not know are passed over; a keyword that comes again adds to what
  /// it said (`AUTH PLAIN`, `AUTH=LOGIN`).
  static SmtpExtensions parse(const SmtpReply& reply);

  /// The names of what is offered, for a person: `PIPELINING SIZE=10240000 AUTH=PLAIN`.
  std::string text() const;
};

}  // namespace saihakko
