#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/mail/mail_transport.hpp"
#include "core/mail/relay_tls.hpp"
#include "core/mail/smtp_session.hpp"
#include "core/mail/smtp_settings.hpp"

namespace saihakko {

/// Mail by SMTP to one relay (RFC 5321). The connection is made with the first mail and kept for
/// the next ones; whatever is not a clean reply ends it. A relay that has closed an idle connection
/// is connected to once more, for nothing of the mail was tried on the old one.
///
/// What the relay does, and what that makes of the mail:
/// - 4xx to recipient or text: deferred; 5xx: failed. Size (552, 5.3.4, 5.2.3) likewise at MAIL.
/// - Any other 5xx to MAIL, any 5xx before it, and what says at a later step that we may not use
/// the
///   relay or that our domain is wrong (by code, status and words): deferred, scope service.
/// - Not reached or not to be trusted, and any 4xx up to MAIL: deferred, scope relay. A 421 later
/// is
///   of the mail: were it of the relay, one mail that it does not bear would hold up all others.
/// - Closes, stalls or talks nonsense before the final dot was sent: deferred, up to MAIL with
///   scope relay. After that: unknown.
class SmtpTransport : public MailTransport {
 public:
  /// `decoy_sender` is the address in MAIL FROM of what goes to nobody. Throws SmtpSettingsError: a
  /// user without TLS, a file of authorities that cannot be used. Connects to nothing.
  SmtpTransport(SmtpSettings settings, std::string decoy_sender);
  ~SmtpTransport() override;

  /// Returns within `timeouts.mail` and what resolving the relay's name takes.
  DeliveryResult deliver(std::string_view envelope_from, std::string_view envelope_to,
                         std::string_view message, std::string_view unique) override;

  /// Uses the connection as a delivery does (one is made where there is none) and begins a mail,
  /// which RSET then takes back: two exchanges, like a delivery to a relay with PIPELINING. Who
  /// watches the network still sees that no text follows, and the relay's log that no mail came.
  /// Where the relay does not take part, the answer is that of a mail.
  DeliveryResult pretend(std::string_view message, std::string_view unique) override;

 private:
  using Work = std::function<SmtpReply(SmtpSession&, WireTime)>;

  DeliveryResult attempt(const Work& work);

  SmtpSettings settings_;
  std::string decoy_sender_;
  std::unique_ptr<RelayTrust> trust_;
  std::unique_ptr<SmtpSession> session_;
  int pretended_ = 0;  ///< since the connection was made
};

/// What the relay's TLS takes; nullptr without TLS. Throws SmtpSettingsError, as SmtpTransport
/// does.
std::unique_ptr<RelayTrust> open_trust(const SmtpSettings& settings);

}  // namespace saihakko
