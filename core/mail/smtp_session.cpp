#include "core/mail/smtp_session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "core/mail/base64.hpp"

namespace saihakko {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Kind = SmtpFailure::Kind;

constexpr int kGoAhead = 354;
constexpr int kNextStep = 334;
constexpr int kNoSuchMechanism = 504;
constexpr int kMechanismTooWeak = 534;
constexpr milliseconds kLongestFarewell{5000};

WireTime within(milliseconds time, WireTime deadline) {
  return std::min(deadline, steady_clock::now() + time);
}

/// What a reply that is not `good` says of its step.
std::optional<SmtpFailure> refusal_of(SmtpStep step, const SmtpReply& reply, bool good) {
  if (good) return std::nullopt;
  const Kind kind = reply.is_permanent()    ? Kind::refused
                    : reply.is_transient()  ? Kind::refused_now
                    : step == SmtpStep::end ? Kind::broken_after
                                            : Kind::broken;
  return SmtpFailure(step, kind, reply.text(), reply.code);
}

void require(SmtpStep step, const SmtpReply& reply) {
  if (const auto refusal = refusal_of(step, reply, reply.is_positive()))
    throw SmtpFailure(*refusal);
}

/// RFC 5321 section 4.1.1.1: a name of ours, or what every server takes for want of one.
std::string helo_name(const SmtpSettings& settings) {
  if (!settings.helo_name.empty()) return settings.helo_name;
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  std::string kept;
  for (const char c : std::string_view(name.data())) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (allowed) kept += c;
  }
  return kept.empty() ? "localhost" : kept;
}

/// Whether the reply quotes a part of a secret that is long enough to matter: some servers repeat
/// the line that they do not understand.
bool repeats(const SmtpReply& reply, std::string_view secret) {
  constexpr std::size_t kTelling = 6;
  const std::size_t size = std::min(kTelling, secret.size());
  return std::ranges::any_of(reply.lines, [&](std::string_view line) {
    for (std::size_t at = 0; at + size <= secret.size(); ++at) {
      if (line.find(secret.substr(at, size)) != std::string_view::npos) return true;
    }
    return false;
  });
}

}  // namespace

SmtpSession::SmtpSession(const SmtpSettings& settings, RelayTrust* trust, WireTime deadline,
                         Observer observer)
    : settings_(settings),
      trust_(trust),
      observer_(std::move(observer)),
      dialogue_(settings.relay, settings.timeouts.connect, deadline) {
  tell(SmtpStep::resolve, dialogue_.resolved());
  tell(SmtpStep::connect, dialogue_.address());
  if (settings.tls == RelayTls::tls) encrypt(deadline);
  greet(deadline);
  say_hello(deadline);
  if (settings.tls == RelayTls::starttls) {
    if (!offered_.starttls) {
      throw SmtpFailure(SmtpStep::tls, Kind::refused, "中継先が STARTTLS を申し出ていません");
    }
    require(SmtpStep::tls, ask(SmtpStep::tls, "STARTTLS\r\n", deadline));
    encrypt(deadline);
    say_hello(deadline);  // what was said in clear counts no more (RFC 3207 section 4.2)
  }
  if (!settings.user.empty()) log_in(deadline);
}

SmtpSession::~SmtpSession() {
  if (!dialogue_.in_order()) return;
  try {
    dialogue_.ask(SmtpStep::end, "QUIT\r\n",
                  steady_clock::now() + std::min(kLongestFarewell, settings_.timeouts.command));
  } catch (const SmtpFailure&) {
    // All mails are settled; a relay that does not answer QUIT is left.
    return;
  }
}

void SmtpSession::greet(WireTime deadline) {
  const SmtpReply reply =
      dialogue_.read(SmtpStep::greeting, within(settings_.timeouts.greeting, deadline));
  require(SmtpStep::greeting, reply);
  tell(SmtpStep::greeting, reply.text());
}

void SmtpSession::say_hello(WireTime deadline) {
  const std::string name = helo_name(settings_);
  const SmtpReply reply = ask(SmtpStep::hello, fmt::format("EHLO {}\r\n", name), deadline);
  offered_ = reply.is_positive() ? SmtpExtensions::parse(reply) : SmtpExtensions{};
  const bool needs_extensions = settings_.tls == RelayTls::starttls || !settings_.user.empty();
  if (!reply.is_permanent() || needs_extensions) {
    require(SmtpStep::hello, reply);
    tell(SmtpStep::hello, offered_.text());
    return;
  }
  require(SmtpStep::hello, ask(SmtpStep::hello, fmt::format("HELO {}\r\n", name), deadline));
  tell(SmtpStep::hello, "HELO");
}

void SmtpSession::encrypt(WireTime deadline) {
  dialogue_.start_tls(*trust_, within(settings_.timeouts.greeting, deadline));
  tell(SmtpStep::tls, dialogue_.certificate());
}

/// What is offered is tried in order. A server may offer a mechanism and refuse it (504, RFC 4954
/// section 4; 534 where it is too weak for it): that says nothing of user and password.
void SmtpSession::log_in(WireTime deadline) {
  std::vector<std::pair<Mechanism, std::string_view>> offered;
  if (offered_.auth_plain) offered.emplace_back(Mechanism::plain, "AUTH PLAIN");
  if (offered_.auth_login) offered.emplace_back(Mechanism::login, "AUTH LOGIN");
  if (offered.empty()) {
    throw SmtpFailure(SmtpStep::login, Kind::refused,
                      "中継先が AUTH PLAIN も AUTH LOGIN も申し出ていません");
  }
  std::string told;
  for (const auto& [mechanism, name] : offered) {
    const SmtpReply reply = log_in_by(mechanism, deadline);
    const bool last = mechanism == offered.back().first;
    if (!last && (reply.code == kNoSuchMechanism || reply.code == kMechanismTooWeak)) {
      told = fmt::format("({} は断られました: {})", name, reply.text());
      continue;
    }
    require(SmtpStep::login, reply);
    return tell(SmtpStep::login, std::string(name) + told);
  }
}

SmtpReply SmtpSession::log_in_by(Mechanism mechanism, WireTime deadline) {
  const std::string secret =
      fmt::format("{}{}{}{}", '\0', settings_.user, '\0', settings_.password);
  SmtpReply reply =
      mechanism == Mechanism::plain
          ? ask(SmtpStep::login, fmt::format("AUTH PLAIN {}\r\n", base64(secret)), deadline)
          : log_in_by_steps(deadline);
  for (const std::string& said : {base64(secret), base64(settings_.password), settings_.password}) {
    if (repeats(reply, said)) reply.lines = {"(応答がパスワードを含むため示しません)"};
  }
  return reply;
}

SmtpReply SmtpSession::log_in_by_steps(WireTime deadline) {
  SmtpReply reply = ask(SmtpStep::login, "AUTH LOGIN\r\n", deadline);
  for (const std::string& answer : {settings_.user, settings_.password}) {
    if (reply.code != kNextStep) return reply;
    reply = ask(SmtpStep::login, fmt::format("{}\r\n", base64(answer)), deadline);
  }
  return reply;
}

std::string SmtpSession::sender_command(const SmtpMail& mail) const {
  if (offered_.limit && mail.size > *offered_.limit) {
    throw SmtpFailure(SmtpStep::sender, Kind::refused,
                      fmt::format("メールの大きさ {} バイトが中継先の上限 {} バイトを超えています",
                                  mail.size, *offered_.limit));
  }
  if (mail.eight_bit && !offered_.eight_bit_mime) {
    throw SmtpFailure(SmtpStep::sender, Kind::refused, "中継先が 8BITMIME を申し出ていません");
  }
  std::string command = fmt::format("MAIL FROM:<{}>", mail.from);
  if (offered_.size) command += fmt::format(" SIZE={}", mail.size);
  if (mail.eight_bit) command += " BODY=8BITMIME";
  return command += "\r\n";
}

SmtpReply SmtpSession::deliver(const SmtpMail& mail, WireTime deadline) {
  const std::string sender = sender_command(mail);
  const std::string recipient = fmt::format("RCPT TO:<{}>\r\n", mail.to);
  if (offered_.pipelining) {
    begin_at_once(sender, recipient, deadline);
  } else {
    begin_by_steps(sender, recipient, deadline);
  }
  tell(SmtpStep::data, fmt::format("{} バイト", mail.size));
  dialogue_.send_text(mail.data, within(settings_.timeouts.data, deadline));
  const SmtpReply reply = dialogue_.read(SmtpStep::end, within(settings_.timeouts.data, deadline));
  require(SmtpStep::end, reply);
  tell(SmtpStep::end, reply.text());
  return reply;
}

void SmtpSession::begin_at_once(const std::string& sender, const std::string& recipient,
                                WireTime deadline) {
  const WireTime until = within(settings_.timeouts.command, deadline);
  dialogue_.send(SmtpStep::sender, fmt::format("{}{}DATA\r\n", sender, recipient), 3, until);
  std::optional<SmtpFailure> refusal;
  try {
    for (const SmtpStep step : {SmtpStep::sender, SmtpStep::recipient}) {
      const SmtpReply reply = dialogue_.read(step, until);
      if (!refusal) refusal = refusal_of(step, reply, reply.is_positive());
      if (dialogue_.is_over()) break;
      if (!refusal) tell(step, reply.text());
    }
    if (!dialogue_.is_over()) {
      const SmtpReply reply = dialogue_.read(SmtpStep::data, until);
      if (reply.code == kGoAhead && refusal) end_empty(deadline);
      if (!refusal) refusal = refusal_of(SmtpStep::data, reply, reply.code == kGoAhead);
    }
  } catch (const SmtpFailure&) {
    if (!refusal) throw;
  }
  if (!refusal) return;
  take_back(deadline);
  throw SmtpFailure(*refusal);
}

void SmtpSession::begin_by_steps(const std::string& sender, const std::string& recipient,
                                 WireTime deadline) {
  const std::array<std::pair<SmtpStep, std::string_view>, 3> commands{
      {{SmtpStep::sender, sender}, {SmtpStep::recipient, recipient}, {SmtpStep::data, "DATA\r\n"}}};
  for (const auto& [step, command] : commands) {
    const SmtpReply reply = ask(step, command, deadline);
    const bool good = step == SmtpStep::data ? reply.code == kGoAhead : reply.is_positive();
    if (const auto refusal = refusal_of(step, reply, good)) {
      take_back(deadline);
      throw SmtpFailure(*refusal);
    }
    if (step != SmtpStep::data) tell(step, reply.text());
  }
}

/// RFC 2920 section 3.1: a server may let the text follow though it took no recipient.
void SmtpSession::end_empty(WireTime deadline) {
  dialogue_.send_text(".\r\n", within(settings_.timeouts.command, deadline));
  dialogue_.read(SmtpStep::end, within(settings_.timeouts.command, deadline));
}

/// Makes the session ready for another mail, or ends it.
void SmtpSession::take_back(WireTime deadline) {
  if (!dialogue_.in_order()) return dialogue_.end();
  try {
    if (!ask(SmtpStep::sender, "RSET\r\n", deadline).is_positive()) dialogue_.end();
  } catch (const SmtpFailure&) {
    dialogue_.end();  // the refusal that led here is what counts
  }
}

SmtpReply SmtpSession::pretend(const SmtpMail& mail, WireTime deadline) {
  if (!offered_.pipelining) begin_and_take_back(mail, deadline);
  return begin_and_take_back(mail, deadline);
}

SmtpReply SmtpSession::begin_and_take_back(const SmtpMail& mail, WireTime deadline) {
  require(SmtpStep::sender, ask(SmtpStep::sender, sender_command(mail), deadline));
  const SmtpReply reply = ask(SmtpStep::end, "RSET\r\n", deadline);
  require(SmtpStep::sender, reply);
  return reply;
}

SmtpReply SmtpSession::ask(SmtpStep step, std::string_view command, WireTime deadline) {
  return dialogue_.ask(step, command, within(settings_.timeouts.command, deadline));
}

void SmtpSession::tell(SmtpStep step, const std::string& detail) const {
  if (observer_) observer_(step, detail);
}

}  // namespace saihakko
