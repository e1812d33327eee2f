#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"

struct x509_st;

namespace saihakko {

/// A certificate cannot be used. In Japanese, naming the file and the remedy.
class CertificateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The X.509 certificate of who alone may open what is handed over; the private key never comes
/// here.
class RecipientCertificate {
 public:
  /// Reads the one certificate of a PEM file. Throws CertificateError when there is none or a
  /// second one, when a private key lies beside it, and for a key that cannot be encrypted to: RSA
  /// of at least 2,048 bits with the usage keyEncipherment, or EC of at least 256 with
  /// keyAgreement, is wanted (a certificate that names no usages allows all).
  static RecipientCertificate load(const std::filesystem::path& file);

  /// Throws CertificateError at an instant outside of its validity.
  void require_valid(Instant at) const;

  Instant valid_until() const { return valid_until_; }
  /// `RSA 3072ビット`.
  const std::string& key_text() const { return key_text_; }
  /// SHA-256 of the certificate, as 64 hexadecimal digits: to be compared with its owner's.
  const std::string& fingerprint() const { return fingerprint_; }

  /// CMS AuthEnvelopedData (RFC 5083) in DER: AES-256-GCM under a key of its own, which goes by
  /// RSA-OAEP or ephemeral ECDH, both with SHA-256. The result has been parsed again. Throws
  /// std::runtime_error when the library fails.
  std::string encrypt(std::string_view content) const;

 private:
  struct Free {
    void operator()(x509_st* certificate) const;
  };

  RecipientCertificate(std::filesystem::path file, x509_st* certificate);
  void require_usable_key();
  void require_usage(unsigned int bit, std::string_view name) const;
  [[noreturn]] void refuse(std::string_view reason) const;

  std::filesystem::path file_;
  std::unique_ptr<x509_st, Free> certificate_;
  Instant valid_from_;
  Instant valid_until_;
  std::string key_text_;
  std::string fingerprint_;
};

}  // namespace saihakko
