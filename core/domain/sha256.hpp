#pragma once

#include <array>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace saihakko {

/// SHA-256 (FIPS 180-4) of what is added piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// 64 lower-case hexadecimal digits; to be called once.
  std::string hex();

 private:
  friend class HmacSha256;
  evp_md_ctx_st* context_;
};

std::string sha256_hex(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104) of many texts under one key of at most 64 bytes.
class HmacSha256 {
 public:
  using Mac = std::array<unsigned char, 32>;

  explicit HmacSha256(std::string_view key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  Mac of(std::string_view text) const;

 private:
  Sha256 inner_;
  Sha256 outer_;
};

}  // namespace saihakko
