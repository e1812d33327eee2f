#include "core/domain/sha256.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cassert>
#include <iterator>
#include <new>

namespace saihakko {

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1) {
    EVP_MD_CTX_free(context_);
    throw std::bad_alloc();
  }
}

Sha256::~Sha256() {
  EVP_MD_CTX_free(context_);
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_, bytes.data(), bytes.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(context_, digest.data(), &length);
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    fmt::format_to(std::back_inserter(text), "{:02x}", digest.at(i));
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

HmacSha256::HmacSha256(std::string_view key) {
  constexpr std::size_t kBlock = 64;
  assert(key.size() <= kBlock);
  std::array<char, kBlock> inner{};
  std::array<char, kBlock> outer{};
  for (std::size_t i = 0; i < kBlock; ++i) {
    const char byte = i < key.size() ? key[i] : '\0';
    inner.at(i) = static_cast<char>(byte ^ 0x36);
    outer.at(i) = static_cast<char>(byte ^ 0x5c);
  }
  inner_.add({inner.data(), inner.size()});
  outer_.add({outer.data(), outer.size()});
  OPENSSL_cleanse(inner.data(), inner.size());
  OPENSSL_cleanse(outer.data(), outer.size());
}

HmacSha256::~HmacSha256() = default;

HmacSha256::Mac HmacSha256::of(std::string_view text) const {
  // Copies of what the key alone makes: to begin anew costs OpenSSL 3 more than the text does.
  Mac mac{};
  Sha256 hash;
  EVP_MD_CTX_copy_ex(hash.context_, inner_.context_);
  hash.add(text);
  EVP_DigestFinal_ex(hash.context_, mac.data(), nullptr);
  EVP_MD_CTX_copy_ex(hash.context_, outer_.context_);
  hash.add({reinterpret_cast<const char*>(mac.data()), mac.size()});
  EVP_DigestFinal_ex(hash.context_, mac.data(), nullptr);
  return mac;
}

}  // namespace saihakko
