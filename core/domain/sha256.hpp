#pragma once

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
  evp_md_ctx_st* context_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace saihakko
