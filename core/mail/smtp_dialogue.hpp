#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/mail/relay_address.hpp"
#include "core/mail/relay_tls.hpp"
#include "core/mail/smtp_reply.hpp"
#include "core/mail/wire.hpp"

namespace saihakko {

/// The steps of a session, in their order; `end` is the reply to a mail's end.
enum class SmtpStep { resolve, connect, greeting, hello, tls, login, sender, recipient, data, end };

/// 名前の解決, 接続, … for an operator.
std::string_view japanese(SmtpStep step);

/// A session ended, or a mail was refused. what() is Japanese and names the step; it may quote the
/// relay, and so an address: for the operator's eyes, never for a log.
class SmtpFailure : public std::runtime_error {
 public:
  enum class Kind {
    refused_now,  ///< a reply 4xx
    refused,      ///< a reply 5xx, or what we need is not offered
    broken,       ///< no reply in time, closed, nonsense; the mail's end was not sent
    broken_after  ///< the same when the mail's end may have been sent
  };

  SmtpFailure(SmtpStep step, Kind kind, std::string_view what, int code = 0);
  SmtpStep step() const { return step_; }
  Kind kind() const { return kind_; }
  int code() const { return code_; }  ///< of the reply; 0 when there was none
  /// what() without the step: the reply, where there was one.
  std::string_view words() const { return std::string_view(what()).substr(words_from_); }

 private:
  SmtpStep step_;
  Kind kind_;
  int code_;
  std::size_t words_from_;
};

/// Commands and replies on one connection, counted: it is in order while each command has had its
/// one reply.
class SmtpDialogue {
 public:
  /// Resolves and connects to the first address that answers, each tried for `timeout`. How long
  /// resolving takes is the resolver's own affair (resolv.conf). The relay owes its greeting.
  /// Throws SmtpFailure, as all below do.
  SmtpDialogue(const RelayAddress& relay, std::chrono::milliseconds timeout, WireTime deadline);

  /// TLS from here on. What the relay has said before its handshake without being asked counts as
  /// an injection and ends the dialogue (CVE-2011-0411).
  void start_tls(RelayTrust& trust, WireTime until);

  /// Sends `commands`, which have that many replies to come.
  void send(SmtpStep step, std::string_view commands, int replies, WireTime until);
  /// Sends what follows DATA, which has one.
  void send_text(std::string_view text, WireTime until);
  /// The next reply. One of code 421 is returned too; the dialogue is over behind it.
  SmtpReply read(SmtpStep step, WireTime until);
  SmtpReply ask(SmtpStep step, std::string_view command, WireTime until);

  /// Nothing can follow: the connection failed, the relay said 421, or end() was called.
  bool is_over() const { return over_; }
  void end() { over_ = true; }
  /// Every command has had its reply, and no more has come.
  bool in_order() const { return !over_ && owed_ == 0 && replies_.empty(); }
  /// As in_order(), and the relay has neither closed nor spoken since.
  bool still_stands();

  const std::string& resolved() const { return resolved_; }  ///< addresses, parted by spaces
  const std::string& address() const { return address_; }    ///< the one used: `192.0.2.1:25`
  std::string certificate() const { return wire_->certificate(); }

 private:
  void require_order(SmtpStep step);
  void connect(const RelayAddress& relay, std::chrono::milliseconds timeout, WireTime deadline);

  std::optional<Wire> wire_;
  std::string resolved_;
  std::string address_;
  SmtpReplyParser replies_;
  int owed_ = 1;
  bool over_ = false;
};

}  // namespace saihakko
