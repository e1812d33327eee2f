#include "core/secrets/recipient_certificate.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <limits>
#include <optional>
#include <utility>

#include "core/domain/calendar.hpp"
#include "core/domain/sha256.hpp"
#include "core/files/durable_file.hpp"
#include "core/secrets/wipe.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLargestFile = 65'536;
constexpr int kFewestRsaBits = 2048;
constexpr int kFewestEcBits = 256;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCms {
  void operator()(CMS_ContentInfo* cms) const { CMS_ContentInfo_free(cms); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Cms = std::unique_ptr<CMS_ContentInfo, FreeCms>;

/// What the library cannot do though the certificate was found good.
void expect(bool done, std::string_view what) {
  if (done) return;
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  throw std::runtime_error(fmt::format("CMS: {} ({:#x})", what, code));
}

/// Reads `bytes` where they lie.
Bio reading(std::string_view bytes) {
  expect(bytes.size() <= std::numeric_limits<int>::max(), "too long");
  Bio bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  expect(bio != nullptr, "BIO_new_mem_buf");
  return bio;
}

std::string written(BIO* bio) {
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

std::optional<Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return Instant{std::int64_t{timegm(&parts)} * 1000};
}

std::string fingerprint_of(x509_st* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  expect(length > 0, "i2d_X509");
  std::string hex = sha256_hex({reinterpret_cast<char*>(der), static_cast<std::size_t>(length)});
  OPENSSL_free(der);
  return hex;
}

/// The library would go on with SHA-1 and PKCS #1 v1.5.
void set_key_transport(CMS_RecipientInfo* recipient) {
  EVP_PKEY_CTX* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  expect(context != nullptr, "no recipient context");
  if (CMS_RecipientInfo_type(recipient) == CMS_RECIPINFO_AGREE) {
    expect(EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) > 0, "ECDH");
    return;
  }
  expect(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
             EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0,
         "OAEP");
}

/// As far as it can be told without the private key.
void require_readable(std::string_view der) {
  const Bio bio = reading(der);
  const Cms cms(d2i_CMS_bio(bio.get(), nullptr));
  expect(cms != nullptr && BIO_pending(bio.get()) == 0, "d2i_CMS_bio");
  expect(OBJ_obj2nid(CMS_get0_type(cms.get())) == NID_id_smime_ct_authEnvelopedData &&
             sk_CMS_RecipientInfo_num(CMS_get0_RecipientInfos(cms.get())) == 1,
         "not what was written");
}

}  // namespace

void RecipientCertificate::Free::operator()(x509_st* certificate) const {
  X509_free(certificate);
}

RecipientCertificate::RecipientCertificate(std::filesystem::path file, x509_st* certificate)
    : file_(std::move(file)), certificate_(certificate) {}

void RecipientCertificate::refuse(std::string_view reason) const {
  ERR_clear_error();
  throw CertificateError(fmt::format("{}: {}", file_.string(), reason));
}

RecipientCertificate RecipientCertificate::load(const std::filesystem::path& file) {
  RecipientCertificate loaded(file, nullptr);
  std::string pem;
  const Wiped wiped(pem);
  try {
    pem = read_file(file, kLargestFile);
  } catch (const FileError& e) {
    loaded.refuse(fmt::format("証明書を読めません({})", e.what()));
  }
  if (pem.find("PRIVATE KEY-----") != std::string::npos) {
    loaded.refuse(
        "秘密鍵が入っています。印刷室の秘密鍵は印刷室だけに置き、証明書だけを渡してもらってくださ"
        "い");
  }
  const Bio bio = reading(pem);
  loaded.certificate_.reset(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (loaded.certificate_ == nullptr) loaded.refuse("PEM形式の証明書ではありません");
  const decltype(certificate_) second(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (second != nullptr) loaded.refuse("証明書が2つ以上あります。印刷室のものだけを入れてください");
  ERR_clear_error();
  x509_st* certificate = loaded.certificate_.get();
  const auto from = instant_of(X509_get0_notBefore(certificate));
  const auto until = instant_of(X509_get0_notAfter(certificate));
  if (!from || !until) loaded.refuse("証明書が壊れています(有効期間を読めません)");
  loaded.valid_from_ = *from;
  loaded.valid_until_ = *until;
  loaded.fingerprint_ = fingerprint_of(certificate);
  loaded.require_usable_key();
  return loaded;
}

void RecipientCertificate::require_usable_key() {
  const EVP_PKEY* key = X509_get0_pubkey(certificate_.get());
  const int kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC) refuse("鍵が RSA でも EC でもありません");
  const int bits = EVP_PKEY_get_bits(key);
  const int fewest = kind == EVP_PKEY_RSA ? kFewestRsaBits : kFewestEcBits;
  key_text_ = fmt::format("{} {}ビット", kind == EVP_PKEY_RSA ? "RSA" : "EC", bits);
  if (bits < fewest) refuse(fmt::format("鍵が{}です。{}ビット以上が必要です", key_text_, fewest));
  if (kind == EVP_PKEY_RSA) return require_usage(KU_KEY_ENCIPHERMENT, "keyEncipherment");
  require_usage(KU_KEY_AGREEMENT, "keyAgreement");
}

void RecipientCertificate::require_usage(unsigned int bit, std::string_view name) const {
  if ((X509_get_key_usage(certificate_.get()) & bit) != 0) return;
  refuse(fmt::format("鍵の用途(keyUsage)に {} がなく、暗号化に使えません", name));
}

void RecipientCertificate::require_valid(Instant at) const {
  if (at < valid_from_) {
    refuse(fmt::format("証明書は {} から有効です", japan_minute(valid_from_)));
  }
  if (at > valid_until_) {
    refuse(
        fmt::format("証明書の期限が {} に切れています。印刷室から新しい証明書を受け取ってください",
                    japan_minute(valid_until_)));
  }
}

std::string RecipientCertificate::encrypt(std::string_view content) const {
  const Cms cms(CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), CMS_BINARY | CMS_PARTIAL));
  expect(cms != nullptr, "CMS_encrypt");
  CMS_RecipientInfo* recipient =
      CMS_add1_recipient_cert(cms.get(), certificate_.get(), CMS_KEY_PARAM);
  expect(recipient != nullptr, "CMS_add1_recipient_cert");
  set_key_transport(recipient);
  const Bio in = reading(content);
  expect(CMS_final(cms.get(), in.get(), nullptr, CMS_BINARY) == 1, "CMS_final");
  const Bio out(BIO_new(BIO_s_mem()));
  expect(out != nullptr && i2d_CMS_bio(out.get(), cms.get()) == 1, "i2d_CMS_bio");
  std::string der = written(out.get());
  require_readable(der);
  return der;
}

}  // namespace saihakko
