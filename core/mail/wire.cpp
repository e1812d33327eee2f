#include "core/mail/wire.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include "core/domain/system_error_text.hpp"

namespace saihakko {
namespace {

using Poco::Net::SecureStreamSocket;
using std::chrono::milliseconds;

/// OpenSSL writes without MSG_NOSIGNAL: a SIGPIPE of this thread is taken back while this lives.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutPipeSignal() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once{};
      sigtimedwait(&pipe_, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

[[noreturn]] void fail_closed(WireError::Sent sent = WireError::Sent::not_all) {
  throw WireError(WireError::Kind::closed, "相手が接続を切りました", sent);
}

/// Poco's answer where a socket that does not block has to wait; 0: not to wait.
short awaited(int result) {
  if (result == SecureStreamSocket::ERR_SSL_WANT_READ) return POLLIN;
  if (result == SecureStreamSocket::ERR_SSL_WANT_WRITE) return POLLOUT;
  return 0;
}

}  // namespace

Wire::Wire(const Poco::Net::SocketAddress& address, milliseconds timeout) {
  try {
    socket_.connect(address, Poco::Timespan(timeout / milliseconds(1000),
                                            timeout % milliseconds(1000) / milliseconds(1) * 1000));
    socket_.setNoDelay(true);
    socket_.setBlocking(false);
  } catch (const Poco::TimeoutException&) {
    throw WireError(WireError::Kind::late, "時間内に接続できません");
  } catch (const Poco::Net::ConnectionRefusedException&) {
    throw WireError(WireError::Kind::closed, "接続を拒まれました");
  } catch (const Poco::Exception& e) {
    const std::string cause = e.code() == 0 ? "" : ": " + system_error_text(e.code());
    throw WireError(WireError::Kind::closed, "接続できません" + cause);
  }
}

void Wire::wait(short events, WireTime until, WireError::Sent sent) const {
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    pollfd watched{socket_.impl()->sockfd(), events, 0};
    constexpr long kLongestPoll_ms = 3'600'000;
    const int ready =
        ::poll(&watched, 1, static_cast<int>(std::min<long>(left.count(), kLongestPoll_ms)));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) fail_closed(sent);
  }
  throw WireError(WireError::Kind::late, "時間内に応答がありません", sent);
}

void Wire::start_tls(RelayTrust& trust, WireTime until) {
  const WithoutPipeSignal quiet;
  try {
    secure_ = trust.attach(socket_);
    while (true) {
      const int result = secure_->completeHandshake();
      if (result > 0) return;
      const short events = awaited(result);
      if (events == 0) fail_closed();
      wait(events, until, WireError::Sent::not_all);
    }
  } catch (const Poco::Exception&) {
    throw WireError(WireError::Kind::tls,
                    trust.refusal().empty() ? "TLS の接続を始められません" : trust.refusal());
  }
}

void Wire::send_clear(std::string_view bytes, WireTime until) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t result =
        ::send(socket_.impl()->sockfd(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (result >= 0) {
      sent += static_cast<std::size_t>(result);
    } else if (errno == EAGAIN) {
      wait(POLLOUT, until, WireError::Sent::not_all);
    } else if (errno != EINTR) {
      fail_closed();
    }
  }
}

void Wire::send(std::string_view bytes, WireTime until) {
  if (!secure_) {
    send_clear(bytes, until);
    return;
  }
  constexpr std::size_t kRecord = 16384;  // what one TLS record holds
  const WithoutPipeSignal quiet;
  while (!bytes.empty()) {
    const std::string_view record = bytes.substr(0, kRecord);
    const auto sent =
        record.size() == bytes.size() ? WireError::Sent::maybe_all : WireError::Sent::not_all;
    try {
      const int result = secure_->sendBytes(record.data(), static_cast<int>(record.size()));
      if (result > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(result));
        continue;
      }
      const short events = awaited(result);
      if (events == 0) fail_closed(sent);
      wait(events, until, sent);
    } catch (const Poco::Exception&) {
      fail_closed(sent);
    }
  }
}

std::size_t Wire::receive(std::span<char> buffer, WireTime until) {
  if (secure_) return receive_secure(buffer, until);
  wait(POLLIN, until, WireError::Sent::not_all);
  const ssize_t result = ::recv(socket_.impl()->sockfd(), buffer.data(), buffer.size(), 0);
  if (result > 0) return static_cast<std::size_t>(result);
  fail_closed();
}

std::size_t Wire::receive_secure(std::span<char> buffer, WireTime until) {
  const WithoutPipeSignal quiet;
  while (true) {
    try {
      const int result = secure_->receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
      if (result > 0) return static_cast<std::size_t>(result);
      const short events = awaited(result);
      if (events == 0) fail_closed();
      wait(events, until, WireError::Sent::not_all);
    } catch (const Poco::Exception&) {
      fail_closed();
    }
  }
}

bool Wire::has_news() {
  pollfd watched{socket_.impl()->sockfd(), POLLIN, 0};
  if (::poll(&watched, 1, 0) == 0) return false;
  if (!secure_) return true;
  try {
    const WithoutPipeSignal quiet;
    char byte = 0;  // TLS's own messages (new session tickets) are no data
    return secure_->receiveBytes(&byte, 1) != SecureStreamSocket::ERR_SSL_WANT_READ;
  } catch (const Poco::Exception&) {
    return true;
  }
}

}  // namespace saihakko
