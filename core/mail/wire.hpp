#pragma once

#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/mail/relay_tls.hpp"

namespace saihakko {

/// When waiting ends.
using WireTime = std::chrono::steady_clock::time_point;

/// The connection failed. what() is Japanese, for the operator.
class WireError : public std::runtime_error {
 public:
  enum class Kind {
    closed,  ///< by the other side, or the network lost it
    late,    ///< the time was over
    tls      ///< no TLS, or none to be trusted
  };
  /// How much of what was to be sent may have reached the other side.
  enum class Sent { not_all, maybe_all };

  WireError(Kind kind, const std::string& what, Sent sent = Sent::not_all)
      : std::runtime_error(what), kind_(kind), sent_(sent) {}
  Kind kind() const { return kind_; }
  Sent sent() const { return sent_; }

 private:
  Kind kind_;
  Sent sent_;
};

/// A TCP connection, in clear or under TLS, on which nothing waits beyond a given time, whatever
/// the other side does.
class Wire {
 public:
  /// Connects without Nagle's delay. Throws WireError.
  Wire(const Poco::Net::SocketAddress& address, std::chrono::milliseconds timeout);

  /// From here on everything is encrypted. Why the relay is not trusted is the
  /// error's text. Throws WireError; the wire is then of no use.
  void start_tls(RelayTrust& trust, WireTime until);

  /// The certificate that start_tls() has accepted.
  std::string certificate() const { return describe_certificate(*secure_); }

  /// Sends all. Throws WireError.
  void send(std::string_view bytes, WireTime until);

  /// Waits for bytes and returns how many came, at least 1. Throws WireError.
  std::size_t receive(std::span<char> buffer, WireTime until);

  /// Whether the other side has closed or said something that nobody has read; then the wire is of
  /// no more use.
  bool has_news();

 private:
  void send_clear(std::string_view bytes, WireTime until);
  std::size_t receive_secure(std::span<char> buffer, WireTime until);
  void wait(short events, WireTime until, WireError::Sent sent) const;

  Poco::Net::StreamSocket socket_;
  std::optional<Poco::Net::SecureStreamSocket> secure_;
};

}  // namespace saihakko
