#include "core/mail/relay_tls.hpp"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Exception.h>
#include <Poco/Net/X509Certificate.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <set>

#include "core/domain/utf8.hpp"
#include "core/mail/smtp_settings.hpp"

namespace saihakko {
namespace {

using Poco::Net::Context;
using Poco::Net::SecureStreamSocket;

constexpr std::size_t kLongestNames = 200;

/// Where a context keeps the RelayTrust it belongs to.
int owner_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

Context::Ptr make_context(const std::filesystem::path& ca_file) {
  Context::Params params;
  params.caLocation = ca_file.string();
  params.loadDefaultCAs = ca_file.empty();
  params.verificationMode = Context::VERIFY_STRICT;
  params.cipherList = "DEFAULT";
  try {
    Context::Ptr context(new Context(Context::TLS_CLIENT_USE, params));
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    return context;
  } catch (const Poco::Exception&) {
    throw SmtpSettingsError(
        fmt::format("認証局の証明書ファイル {} を読めません", ca_file.string()));
  }
}

bool expect_name(SSL_CTX* context, const RelayAddress& relay) {
  X509_VERIFY_PARAM* param = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return (relay.is_literal() ? X509_VERIFY_PARAM_set1_ip_asc(param, relay.host.c_str())
                             : X509_VERIFY_PARAM_set1_host(param, relay.host.c_str(), 0)) == 1;
}

std::string reason_of(int error) {
  switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return "証明書の名前が mail.relay と一致しません";
    case X509_V_ERR_CERT_HAS_EXPIRED: return "証明書の有効期限が切れています";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "証明書の有効期間がまだ始まっていません";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "証明書を発行した認証局を信頼できません";
    default:
      return fmt::format("証明書を確かめられません({})", X509_verify_cert_error_string(error));
  }
}

}  // namespace

RelayTrust::RelayTrust(const RelayAddress& relay, const std::filesystem::path& ca_file)
    : server_name_(relay.is_literal() ? std::string() : relay.host),
      context_(make_context(ca_file)) {
  SSL_CTX* context = context_->sslContext();
  if (!expect_name(context, relay) || SSL_CTX_set_ex_data(context, owner_index(), this) != 1) {
    throw SmtpSettingsError("TLS を準備できません");
  }
  // In the place of Poco's, which asks a process-wide object what to do with a bad certificate.
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &RelayTrust::judge);
}

RelayTrust::~RelayTrust() {
  // A connection may outlive us by a moment, but no handshake does.
  SSL_CTX_set_ex_data(context_->sslContext(), owner_index(), nullptr);
}

int RelayTrust::judge(int accepted, x509_store_ctx_st* chain) {
  if (accepted == 1) return 1;
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* owner = static_cast<RelayTrust*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), owner_index()));
  if (owner != nullptr) owner->refusal_ = reason_of(X509_STORE_CTX_get_error(chain));
  return 0;
}

SecureStreamSocket RelayTrust::attach(const Poco::Net::StreamSocket& socket) {
  refusal_.clear();
  return SecureStreamSocket::attach(socket, server_name_, context_);
}

Instant authorities_valid_until(const std::filesystem::path& ca_file) {
  Instant latest;
  try {
    for (const auto& certificate : Poco::Net::X509Certificate::readPEM(ca_file.string())) {
      const Instant until{certificate.expiresOn().timestamp().epochMicroseconds() / 1000};
      latest = std::max(latest, until);
    }
  } catch (const Poco::Exception&) {
    latest = {};
  }
  if (latest == Instant()) {
    throw SmtpSettingsError(
        fmt::format("認証局の証明書ファイル {} を読めません", ca_file.string()));
  }
  return latest;
}

std::string describe_certificate(const SecureStreamSocket& socket) {
  const Poco::Net::X509Certificate certificate = socket.peerCertificate();
  std::string common_name;
  std::set<std::string> names;
  certificate.extractNames(common_name, names);
  if (names.empty()) names.insert(common_name);
  const std::string all = without_control_characters(fmt::format("{}", fmt::join(names, " ")));
  return fmt::format("証明書 {}、有効期限 {}", split_utf8(all, kLongestNames).front(),
                     Poco::DateTimeFormatter::format(certificate.expiresOn(), "%Y-%m-%d"));
}

}  // namespace saihakko
