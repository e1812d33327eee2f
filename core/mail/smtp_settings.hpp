#pragma once

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "core/mail/relay_address.hpp"

namespace saihakko {

/// How the way to the relay is encrypted. With `starttls` and `tls` nothing ever goes in clear, and
/// the relay's certificate must be valid and bear the name that is set, on loopback too.
enum class RelayTls { none, starttls, tls };

/// How long a session waits. Each is absolute: a server that drips bytes gains nothing by it. RFC
/// 5321 section 4.5.3.2 asks for 5 minutes where the servers of strangers are met; a house's own
/// relay answers sooner, but may take long to check a mail after its end.
struct SmtpTimeouts {
  bool operator==(const SmtpTimeouts&) const = default;

  std::chrono::milliseconds connect{30'000};   ///< for each address of the relay
  std::chrono::milliseconds greeting{60'000};  ///< the first line; a TLS handshake likewise
  std::chrono::milliseconds command{60'000};   ///< the reply to one command
  std::chrono::milliseconds data{600'000};     ///< sending a mail's text; the reply to its end
  std::chrono::milliseconds mail{900'000};     ///< a mail as a whole, connecting included
};

struct SmtpSettings {
  bool operator==(const SmtpSettings&) const = default;

  RelayAddress relay{"localhost", 25};
  RelayTls tls = RelayTls::none;
  std::filesystem::path ca_file;  ///< PEM; the only authorities trusted. Empty: the system's
  std::string user;               ///< empty: no login. Needs TLS
  std::string password;
  std::string helo_name;  ///< empty: the host's name
  SmtpTimeouts timeouts;
};

/// The settings of the relay cannot be used. what() is Japanese, for the operator.
class SmtpSettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace saihakko
