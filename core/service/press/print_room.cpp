#include "core/service/press/print_room.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/secrets/wipe.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {

PrintRoom::PrintRoom(const UnionSettings& of_union, Instant real_now) {
  if (of_union.recipient_certificate.empty()) return;
  try {
    certificate_ = RecipientCertificate::load(of_union.recipient_certificate);
    certificate_->require_valid(real_now);
  } catch (const CertificateError& e) {
    throw ConfigurationError(fmt::format("印刷室の証明書 {}", e.what()));
  }
}

std::string PrintRoom::file_name(std::size_t number) const {
  return fmt::format("letters-{:04}.pdf{}", number, certificate_ ? ".p7m" : "");
}

std::string PrintRoom::content(std::string pdf) const {
  if (!certificate_) return pdf;
  const Wiped wiped(pdf);
  return certificate_->encrypt(pdf);
}

}  // namespace saihakko
