#include "core/service/watch/certificate_terms.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/mail/relay_tls.hpp"
#include "core/mail/smtp_settings.hpp"
#include "core/secrets/recipient_certificate.hpp"

namespace saihakko {
namespace {

CertificateTerm print_room_term(const std::string& of, const std::filesystem::path& file) {
  CertificateTerm term{of, file, std::nullopt, {}};
  try {
    term.until = RecipientCertificate::load(file).valid_until();
  } catch (const CertificateError& e) {
    term.fault = e.what();
  }
  return term;
}

}  // namespace

std::vector<CertificateTerm> print_room_certificates(const Settings& settings) {
  std::vector<CertificateTerm> terms;
  const auto& shared = settings.default_union.recipient_certificate;
  if (!shared.empty()) terms.push_back(print_room_term("default", shared));
  for (const auto& [prefecture, own] : settings.unions) {
    if (own.recipient_certificate.empty() || own.recipient_certificate == shared) continue;
    terms.push_back(print_room_term(prefecture, own.recipient_certificate));
  }
  return terms;
}

std::optional<CertificateTerm> relay_authorities(const Settings& settings) {
  const SmtpSettings& relay = settings.mail.smtp;
  const bool used = settings.mail.way == MailWay::smtp && relay.tls != RelayTls::none;
  if (!used || relay.ca_file.empty()) return std::nullopt;
  CertificateTerm term{"relay", relay.ca_file, std::nullopt, {}};
  try {
    term.until = authorities_valid_until(relay.ca_file);
  } catch (const SmtpSettingsError& e) {
    term.fault = e.what();
  }
  return term;
}

std::string lapse_text(const CertificateTerm& term, Instant limit) {
  if (!term.until) return term.fault;
  if (*term.until >= limit) return {};
  return fmt::format("{} の期限は {} です", term.file.string(), japan_minute(*term.until));
}

}  // namespace saihakko
