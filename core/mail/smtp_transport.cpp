#include "core/mail/smtp_transport.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/mail/failure_judgement.hpp"
#include "core/mail/header_text.hpp"
#include "core/mail/smtp_data.hpp"
#include "core/mail/status_code.hpp"

namespace saihakko {
namespace {

using Outcome = DeliveryResult::Outcome;
using Scope = DeliveryResult::Scope;
using Kind = SmtpFailure::Kind;

constexpr int kServiceClosing = 421;

// Postfix counts RSET as junk and slows down who sends more than 100 without a mail.
constexpr int kMostPretended = 50;

/// RFC 4954 section 6: nobody may send here without a login, or with ours.
bool lacks_login(int code) {
  return code == 530 || code == 534 || code == 535 || code == 538;
}

/// Whether a server says to a recipient or to a mail's text that *we* may not use it, or that our
/// domain is wrong.
bool refuses_us(const SmtpFailure& failure) {
  if (lacks_login(failure.code())) return true;
  const auto cause = judge_failure(find_status(failure.words()).text, failure.words(), {}).cause;
  return cause == BounceCause::our_host || cause == BounceCause::our_domain ||
         cause == BounceCause::relay_denied;
}

/// The mail is too large for the relay (RFC 1870, RFC 3463): of all that can be said to MAIL, this
/// alone is about one mail. A 552 that says more may be about our account: its quota, its mailbox.
bool concerns_size(const SmtpFailure& failure) {
  constexpr int kTooLarge = 552;
  const std::string status = find_status(failure.words()).text;
  const std::string_view subject =
      std::string_view(status).substr(std::min<std::size_t>(status.size(), 2));
  if (subject == "3.4" || subject == "2.3") return true;
  return failure.code() == kTooLarge && subject == "0.0" && !refuses_us(failure);
}

/// A reply 4xx or 5xx, or something that we need and that is not offered.
DeliveryResult refused(const SmtpFailure& failure) {
  const bool for_good = failure.kind() == Kind::refused;
  const bool before_mail = failure.step() < SmtpStep::sender;
  if (failure.code() == kServiceClosing) {
    return {Outcome::deferred, failure.what(),
            failure.step() <= SmtpStep::sender ? Scope::relay : Scope::mail};
  }
  const bool not_offered = failure.code() == 0;
  const bool of_mail =
      !before_mail && (not_offered || concerns_size(failure) ||
                       (failure.step() != SmtpStep::sender && !refuses_us(failure)));
  if (of_mail) {
    return {for_good ? Outcome::failed : Outcome::deferred, failure.what(), Scope::mail};
  }
  const bool put_off = !for_good && failure.step() <= SmtpStep::sender;
  return {Outcome::deferred, failure.what(), put_off ? Scope::relay : Scope::service};
}

DeliveryResult result_of(const SmtpFailure& failure) {
  switch (failure.kind()) {
    case Kind::refused_now:
    case Kind::refused: return refused(failure);
    case Kind::broken:
      return {Outcome::deferred, failure.what(),
              failure.step() <= SmtpStep::sender ? Scope::relay : Scope::mail};
    case Kind::broken_after: return {Outcome::unknown, failure.what(), Scope::mail};
  }
  return {};
}

bool is_refusal(const SmtpFailure& failure) {
  return failure.kind() == Kind::refused || failure.kind() == Kind::refused_now;
}

/// The relay had gone, or goes now, before it heard of this mail.
bool went_before(const SmtpFailure& failure) {
  return failure.step() == SmtpStep::sender &&
         (failure.kind() == Kind::broken || failure.code() == kServiceClosing);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::unique_ptr<RelayTrust> open_trust(const SmtpSettings& settings) {
  if (settings.tls == RelayTls::none) return nullptr;
  return std::make_unique<RelayTrust>(settings.relay, settings.ca_file);
}

SmtpTransport::SmtpTransport(SmtpSettings settings, std::string decoy_sender)
    : settings_(std::move(settings)),
      decoy_sender_(address_for_header("envelope sender", decoy_sender)),
      trust_(open_trust(settings_)) {
  if (!settings_.user.empty() && settings_.tls == RelayTls::none) {
    throw SmtpSettingsError("mail.user は mail.tls = starttls か tls のときだけ使えます");
  }
}

SmtpTransport::~SmtpTransport() = default;

DeliveryResult SmtpTransport::attempt(const Work& work) {
  const WireTime deadline = std::chrono::steady_clock::now() + settings_.timeouts.mail;
  while (true) {
    const bool kept = session_ && session_->is_usable();
    try {
      if (!kept) {
        session_.reset();
        pretended_ = 0;
        session_ = std::make_unique<SmtpSession>(settings_, trust_.get(), deadline);
      }
      return {Outcome::sent, work(*session_, deadline).text()};
    } catch (const SmtpFailure& failure) {
      if (!is_refusal(failure) || failure.code() == kServiceClosing) session_.reset();
      if (kept && went_before(failure)) continue;  // with a new connection, so only once
      return result_of(failure);
    }
  }
}

DeliveryResult SmtpTransport::deliver(std::string_view envelope_from, std::string_view envelope_to,
                                      std::string_view message, std::string_view /*unique*/) {
  const SmtpMail mail{.from = address_for_header("envelope sender", envelope_from),
                      .to = address_for_header("envelope recipient", envelope_to),
                      .data = smtp_data(message),
                      .size = message.size(),
                      .eight_bit = !is_ascii(message)};
  DeliveryResult result = attempt(
      [&](SmtpSession& session, WireTime deadline) { return session.deliver(mail, deadline); });
  if (result.outcome == Outcome::sent) pretended_ = 0;
  return result;
}

DeliveryResult SmtpTransport::pretend(std::string_view message, std::string_view /*unique*/) {
  if (pretended_ == kMostPretended) session_.reset();
  const SmtpMail mail{
      .from = decoy_sender_, .size = message.size(), .eight_bit = !is_ascii(message)};
  DeliveryResult result = attempt(
      [&](SmtpSession& session, WireTime deadline) { return session.pretend(mail, deadline); });
  ++pretended_;
  return result;
}

}  // namespace saihakko
