#include "core/domain/sha256.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace saihakko {
namespace {

// The examples of FIPS 180-4 as NIST publishes them.
TEST(Sha256, GivesThePublishedSums) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesGiveTheSumOfTheWhole) {
  Sha256 sum;
  for (const char* piece : {"", "a", "", "bc"})
    sum.add(piece);
  EXPECT_EQ(sum.hex(), sha256_hex("abc"));
}

// The first two cases of RFC 4231, section 4.
TEST(HmacSha256, GivesThePublishedSums) {
  const auto hex_of = [](std::string_view key, std::string_view text) {
    std::string hex;
    for (const unsigned char byte : HmacSha256(key).of(text))
      hex += fmt::format("{:02x}", byte);
    return hex;
  };
  EXPECT_EQ(hex_of(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex_of("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, ServesForManyTexts) {
  const HmacSha256 key("k");
  EXPECT_EQ(key.of("a"), HmacSha256("k").of("a"));
  EXPECT_EQ(key.of("b"), HmacSha256("k").of("b"));
  EXPECT_NE(key.of("a"), key.of("b"));
}

}  // namespace
}  // namespace saihakko
