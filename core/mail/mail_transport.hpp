#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// What became of a mail.
struct DeliveryResult {
  enum class Outcome {
    sent,      ///< taken over: safe with the receiver
    deferred,  ///< not taken now; the same later may succeed
    failed,    ///< refused for good
    unknown    ///< it may have been taken: no answer came after the final dot
  };
  /// What the answer speaks of.
  enum class Scope {
    mail,     ///< this one mail
    relay,    ///< the relay, which took or tried no mail: not reached, busy, 421; the next mail
              ///< would fare no better
    service,  ///< us: we may not send there, or not so. It said so at a step of this mail, perhaps
              ///< of this one alone
  };
  Outcome outcome = Outcome::unknown;
  std::string reply;  ///< the receiver's or system's words, for the operator
  Scope scope = Scope::mail;
};

/// Hands mails over. An interface, because a test cannot have a real relay.
class MailTransport {
 public:
  virtual ~MailTransport() = default;

  /// Hands over one composed mail (CRLF, ASCII). Addresses are bare. `unique` names the notice
  /// and is the same whenever the same notice goes again; letters, digits, `-` and `_` only.
  /// Failures of relay and network are outcomes; throws MailError for an argument of the wrong
  /// form.
  virtual DeliveryResult deliver(std::string_view envelope_from, std::string_view envelope_to,
                                 std::string_view message, std::string_view unique) = 0;

  /// Does the work of a delivery and delivers to nobody, so that an observer of the service cannot
  /// tell whether a mail went out. Says `sent`, or what the receiver's failure makes of any mail.
  virtual DeliveryResult pretend(std::string_view message, std::string_view unique) = 0;
};

}  // namespace saihakko
