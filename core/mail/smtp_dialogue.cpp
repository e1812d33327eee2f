#include "core/mail/smtp_dialogue.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace saihakko {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Kind = SmtpFailure::Kind;

constexpr int kServiceClosing = 421;

/// An address is taken as it is: the library would ask for its name and then for that name's
/// addresses, which need not be there and may be others.
std::vector<Poco::Net::IPAddress> resolve(const RelayAddress& relay) {
  if (relay.is_literal()) return {Poco::Net::IPAddress(relay.host)};
  try {
    const auto found = Poco::Net::DNS::hostByName(relay.host).addresses();
    std::vector<Poco::Net::IPAddress> addresses;
    for (const auto& address : found) {
      if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
    }
    if (!addresses.empty()) return addresses;
  } catch (const Poco::Exception&) {
    throw SmtpFailure(SmtpStep::resolve, Kind::broken,
                      fmt::format("{} のアドレスがわかりません", relay.host));
  }
  throw SmtpFailure(SmtpStep::resolve, Kind::broken,
                    fmt::format("{} にアドレスがありません", relay.host));
}

}  // namespace

std::string_view japanese(SmtpStep step) {
  switch (step) {
    case SmtpStep::resolve: return "名前の解決";
    case SmtpStep::connect: return "接続";
    case SmtpStep::greeting: return "中継先の挨拶";
    case SmtpStep::hello: return "EHLO";
    case SmtpStep::tls: return "TLS";
    case SmtpStep::login: return "認証 (AUTH)";
    case SmtpStep::sender: return "差出人 (MAIL FROM)";
    case SmtpStep::recipient: return "宛先 (RCPT TO)";
    case SmtpStep::data: return "本文 (DATA)";
    case SmtpStep::end: return "受領";
  }
  return {};
}

SmtpFailure::SmtpFailure(SmtpStep step, Kind kind, std::string_view what, int code)
    : std::runtime_error(fmt::format("{}: {}", japanese(step), what)),
      step_(step),
      kind_(kind),
      code_(code),
      words_from_(std::string_view(this->what()).size() - what.size()) {}

SmtpDialogue::SmtpDialogue(const RelayAddress& relay, milliseconds timeout, WireTime deadline) {
  connect(relay, timeout, deadline);
}

void SmtpDialogue::connect(const RelayAddress& relay, milliseconds timeout, WireTime deadline) {
  const std::vector<Poco::Net::IPAddress> addresses = resolve(relay);
  for (const Poco::Net::IPAddress& ip : addresses) {
    resolved_ += fmt::format("{}{}", resolved_.empty() ? "" : " ", ip.toString());
  }
  std::string failures;
  for (const Poco::Net::IPAddress& ip : addresses) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) break;
    const Poco::Net::SocketAddress address(ip, relay.port);
    try {
      wire_.emplace(address, std::min(timeout, left));
      address_ = address.toString();
      return;
    } catch (const WireError& e) {
      failures +=
          fmt::format("{}{} {}", failures.empty() ? "" : "、", address.toString(), e.what());
    }
  }
  throw SmtpFailure(SmtpStep::connect, Kind::broken,
                    failures.empty() ? "時間内に接続できません" : failures);
}

void SmtpDialogue::start_tls(RelayTrust& trust, WireTime until) {
  over_ = true;
  if (!replies_.empty()) {
    throw SmtpFailure(SmtpStep::tls, Kind::broken,
                      "暗号化の前に、尋ねていない応答が平文で届きました(改竄の疑い)");
  }
  try {
    wire_->start_tls(trust, until);
  } catch (const WireError& e) {
    throw SmtpFailure(SmtpStep::tls, Kind::broken, e.what());
  }
  over_ = false;
}

/// A reply in hand before anything was asked would be taken for the answer to what comes now.
void SmtpDialogue::require_order(SmtpStep step) {
  if (replies_.empty()) return;
  over_ = true;
  throw SmtpFailure(step, Kind::broken, "中継先から、尋ねていない応答が届きました");
}

void SmtpDialogue::send(SmtpStep step, std::string_view commands, int replies, WireTime until) {
  require_order(step);
  owed_ += replies;
  try {
    wire_->send(commands, until);
  } catch (const WireError& e) {
    over_ = true;
    throw SmtpFailure(step, Kind::broken, e.what());
  }
}

void SmtpDialogue::send_text(std::string_view text, WireTime until) {
  require_order(SmtpStep::data);
  ++owed_;
  try {
    wire_->send(text, until);
  } catch (const WireError& e) {
    over_ = true;
    const bool maybe_all = e.sent() == WireError::Sent::maybe_all;
    throw SmtpFailure(SmtpStep::data, maybe_all ? Kind::broken_after : Kind::broken, e.what());
  }
}

SmtpReply SmtpDialogue::read(SmtpStep step, WireTime until) {
  std::array<char, 4096> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): received into
  try {
    while (true) {
      if (auto reply = replies_.take()) {
        --owed_;
        if (reply->code == kServiceClosing) over_ = true;
        return std::move(*reply);
      }
      const std::size_t got = wire_->receive(bytes, until);
      replies_.add({bytes.data(), got});
    }
  } catch (const std::runtime_error& e) {  // WireError, SmtpReplyError
    over_ = true;
    throw SmtpFailure(step, step == SmtpStep::end ? Kind::broken_after : Kind::broken, e.what());
  }
}

SmtpReply SmtpDialogue::ask(SmtpStep step, std::string_view command, WireTime until) {
  send(step, command, 1, until);
  return read(step, until);
}

bool SmtpDialogue::still_stands() {
  return in_order() && !wire_->has_news();
}

}  // namespace saihakko
