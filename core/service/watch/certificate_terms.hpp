#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Until when a certificate that the service needs can be used.
struct CertificateTerm {
  std::string of;  ///< `13`, or `default` for unions without one of their own
  std::filesystem::path file;
  std::optional<Instant> until;  ///< nullopt: it cannot be used at all
  std::string fault;             ///< why, in Japanese
};

/// Those of the print rooms, by union.
std::vector<CertificateTerm> print_room_certificates(const Settings& settings);

/// Of `mail.ca_file`: when the last of its authorities lapses. nullopt where none is set or no mail
/// goes by SMTP.
std::optional<CertificateTerm> relay_authorities(const Settings& settings);

/// How a certificate reads that is unusable or lapses before `limit`; empty for one that is good.
std::string lapse_text(const CertificateTerm& term, Instant limit);

}  // namespace saihakko
