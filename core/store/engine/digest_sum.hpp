#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/sha256.hpp"

namespace saihakko {

/// How many rows of a table carry a digest, and the sum of what the digests stand for: it tells
/// that one went, came or was put back, in whatever order the rows are read.
class DigestSum {
 public:
  void add(const HmacSha256::Mac& element);
  void remove(const HmacSha256::Mac& element);
  void add(const DigestSum& other);
  void came() { ++rows_; }
  void went() { --rows_; }
  std::int64_t rows() const { return rows_; }
  bool operator==(const DigestSum&) const = default;

  /// `ROWS:HEX`.
  std::string text() const;
  /// Reads text(); a damaged text gives a sum that equals none that is added up.
  static DigestSum parse(std::string_view text);

 private:
  void add(const std::array<std::uint64_t, 4>& words);

  std::int64_t rows_ = 0;
  std::array<std::uint64_t, 4> words_{};  // the least first; the sum is modulo 2^256
};

/// `TABLE=ROWS:HEX` of each covered table, a line each, in their order.
std::string text_of_sums(const std::vector<DigestSum>& sums);
std::vector<DigestSum> parse_sums(std::string_view text);

}  // namespace saihakko
