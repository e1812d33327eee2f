#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <filesystem>
#include <string>

#include "core/domain/instant.hpp"
#include "core/mail/relay_address.hpp"

namespace saihakko {

/// What TLS to one relay takes: whom to trust and which name to expect. OpenSSL checks chain, time
/// and name within the handshake (TLS 1.2 or newer); nothing is sent behind one that failed.
class RelayTrust {
 public:
  /// Throws SmtpSettingsError where the file of authorities cannot be used.
  RelayTrust(const RelayAddress& relay, const std::filesystem::path& ca_file);
  ~RelayTrust();
  RelayTrust(const RelayTrust&) = delete;
  RelayTrust& operator=(const RelayTrust&) = delete;

  /// A client's end on a connected socket that does not block; no handshake yet.
  Poco::Net::SecureStreamSocket attach(const Poco::Net::StreamSocket& socket);

  /// Why the last certificate was refused, in Japanese; empty when none was.
  const std::string& refusal() const { return refusal_; }

 private:
  static int judge(int accepted, struct x509_store_ctx_st* chain);

  std::string server_name_;  ///< for SNI; empty for an address
  std::string refusal_;
  Poco::Net::Context::Ptr context_;
};

/// When the last authority of a PEM file lapses. Throws SmtpSettingsError where the file cannot be
/// used.
Instant authorities_valid_until(const std::filesystem::path& ca_file);

/// Whom the relay's certificate names and until when it is valid, for an operator.
std::string describe_certificate(const Poco::Net::SecureStreamSocket& socket);

}  // namespace saihakko
