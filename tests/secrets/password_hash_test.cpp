#include "core/secrets/password_hash.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/secrets/random_source.hpp"

namespace saihakko {
namespace {

class PasswordHash : public ::testing::Test {
 protected:
  PasswordHash() { start_sodium(); }
};

TEST_F(PasswordHash, MatchesItsPasswordAndNoOther) {
  const std::string hash = hash_password("Aa2Bb39z");
  EXPECT_TRUE(password_matches("Aa2Bb39z", hash));
  for (const char* other : {"aa2Bb39z", "Aa2Bb39", "Aa2Bb39zz", "", "Aa2Bb39z "}) {
    EXPECT_FALSE(password_matches(other, hash)) << other;
  }
}

TEST_F(PasswordHash, CarriesTheCostThatOwaspAsksFor) {
  const std::string hash = hash_password("Aa2Bb39z");
  EXPECT_EQ(hash.substr(0, 31), "$argon2id$v=19$m=19456,t=2,p=1$");
  EXPECT_EQ(hash.find("Aa2Bb39z"), std::string::npos);
}

TEST_F(PasswordHash, IsSaltedAnewEachTime) {
  EXPECT_NE(hash_password("Aa2Bb39z"), hash_password("Aa2Bb39z"));
}

TEST_F(PasswordHash, OfManyKeepsTheirOrder) {
  std::vector<std::string> passwords;
  for (int i = 0; i < 9; ++i)
    passwords.push_back("Password" + std::to_string(i));
  const std::vector<std::string> hashes = hash_passwords(passwords);
  ASSERT_EQ(hashes.size(), passwords.size());
  for (std::size_t i = 0; i < passwords.size(); ++i) {
    EXPECT_TRUE(password_matches(passwords[i], hashes[i])) << i;
  }
  EXPECT_TRUE(hash_passwords({}).empty());
}

TEST_F(PasswordHash, OfNothingWellFormedMatchesNothing) {
  for (const char* hash : {"", "$argon2id$", "Aa2Bb39z"}) {
    EXPECT_FALSE(password_matches("Aa2Bb39z", hash)) << hash;
  }
}

}  // namespace
}  // namespace saihakko
