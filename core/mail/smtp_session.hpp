#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/mail/relay_tls.hpp"
#include "core/mail/smtp_dialogue.hpp"
#include "core/mail/smtp_extensions.hpp"
#include "core/mail/smtp_reply.hpp"
#include "core/mail/smtp_settings.hpp"

namespace saihakko {

/// A mail for the wire. Addresses stand as in a command, without angle brackets.
struct SmtpMail {
  std::string from;
  std::string to;
  std::string data;        ///< of smtp_data()
  std::size_t size = 0;    ///< bytes of the message, dots not doubled
  bool eight_bit = false;  ///< whether it holds bytes that are not ASCII
};

/// One connection to a relay, logged in. Every command waits no longer than its own time nor beyond
/// the deadline that the caller gives.
class SmtpSession {
 public:
  /// Told of each step that is done, with what is worth knowing of it.
  using Observer = std::function<void(SmtpStep, const std::string&)>;

  /// Connects, greets, encrypts and logs in, or throws SmtpFailure. `settings` and `trust` (nullptr
  /// without TLS) must outlive the session.
  SmtpSession(const SmtpSettings& settings, RelayTrust* trust, WireTime deadline,
              Observer observer = {});
  /// Says QUIT where all is in order.
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// Hands a mail over and returns the positive reply to its end. Throws SmtpFailure. A relay that
  /// offers PIPELINING gets all commands in one write.
  SmtpReply deliver(const SmtpMail& mail, WireTime deadline);

  /// Begins a mail and takes it back: as many exchanges as a delivery, and nobody gets anything.
  /// Recipient and text are not used.
  SmtpReply pretend(const SmtpMail& mail, WireTime deadline);

  /// Whether another mail can follow: all was answered, and the relay has not closed since.
  bool is_usable() { return dialogue_.still_stands(); }

 private:
  enum class Mechanism { plain, login };

  void greet(WireTime deadline);
  void say_hello(WireTime deadline);
  void encrypt(WireTime deadline);
  void log_in(WireTime deadline);
  SmtpReply log_in_by(Mechanism mechanism, WireTime deadline);
  SmtpReply log_in_by_steps(WireTime deadline);

  std::string sender_command(const SmtpMail& mail) const;
  void begin_at_once(const std::string& sender, const std::string& recipient, WireTime deadline);
  void begin_by_steps(const std::string& sender, const std::string& recipient, WireTime deadline);
  void end_empty(WireTime deadline);
  void take_back(WireTime deadline);
  SmtpReply begin_and_take_back(const SmtpMail& mail, WireTime deadline);

  SmtpReply ask(SmtpStep step, std::string_view command, WireTime deadline);
  void tell(SmtpStep step, const std::string& detail) const;

  const SmtpSettings& settings_;
  RelayTrust* trust_;
  Observer observer_;
  SmtpDialogue dialogue_;
  SmtpExtensions offered_;
};

}  // namespace saihakko
