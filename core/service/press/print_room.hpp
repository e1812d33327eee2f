#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/domain/instant.hpp"
#include "core/secrets/recipient_certificate.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The form in which the print room of a union gets its PDFs: in clear or, by the union's
/// `recipient_certificate`, so that nobody but the print room can open them.
class PrintRoom {
 public:
  /// Throws ConfigurationError for a certificate that cannot be used or is not valid at `real_now`.
  PrintRoom(const UnionSettings& of_union, Instant real_now);

  /// `letters-0001.pdf`, encrypted `letters-0001.pdf.p7m`; `number` from 1.
  std::string file_name(std::size_t number) const;

  /// The content of the file that a PDF is handed over as. The PDF is wiped when it is encrypted.
  std::string content(std::string pdf) const;

 private:
  std::optional<RecipientCertificate> certificate_;
};

}  // namespace saihakko
