#include "core/secrets/password_hash.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/secrets/random_source.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

class PasswordHash : public ::testing::Test {
 protected:
  PasswordHash() { start_sodium(); }

  static MasterKey key_in(const std::filesystem::path& keys_dir) {
    MasterKey::create_if_missing(keys_dir);
    return MasterKey::load(keys_dir);
  }

  ScratchDirectory scratch_;
};

TEST_F(PasswordHash, EqualsThatOfItsPasswordUnderItsSettingAndNoOther) {
  const std::string setting = draw_hash_setting();
  const std::string hash = hash_password("Aa2Bb39z", setting);
  EXPECT_TRUE(equal_hashes(hash_password("Aa2Bb39z", setting), hash));
  for (const char* other : {"aa2Bb39z", "Aa2Bb39", "Aa2Bb39zz", "", "Aa2Bb39z "}) {
    EXPECT_FALSE(equal_hashes(hash_password(other, setting), hash)) << other;
  }
  EXPECT_FALSE(equal_hashes(hash_password("Aa2Bb39z", draw_hash_setting()), hash));
  EXPECT_FALSE(equal_hashes(hash, ""));
}

TEST_F(PasswordHash, CarriesItsSettingWithTheCostThatOwaspAsksFor) {
  const std::string setting = draw_hash_setting();
  const std::string hash = hash_password("Aa2Bb39z", setting);
  EXPECT_EQ(setting.substr(0, 31), "$argon2id$v=19$m=19456,t=2,p=1$");
  EXPECT_TRUE(has_current_cost(setting));
  EXPECT_FALSE(has_current_cost("$argon2id$v=19$m=8192,t=1,p=1$" + setting.substr(31)));
  EXPECT_EQ(hash_setting_of(hash), setting);
  EXPECT_EQ(hash.find("Aa2Bb39z"), std::string::npos);
}

TEST_F(PasswordHash, IsTheOneThatLibsodiumMakesAndReads) {
  std::array<char, crypto_pwhash_STRBYTES> made{};
  ASSERT_EQ(crypto_pwhash_str_alg(made.data(), "Aa2Bb39z", 8, 2, 19456 * 1024,
                                  crypto_pwhash_ALG_ARGON2ID13),
            0);
  EXPECT_EQ(hash_password("Aa2Bb39z", hash_setting_of(made.data())), made.data());
  const std::string ours = hash_password("Aa2Bb39z", draw_hash_setting());
  EXPECT_EQ(crypto_pwhash_str_verify(ours.c_str(), "Aa2Bb39z", 8), 0);
}

TEST_F(PasswordHash, KeepsTheCostOfItsSetting) {
  const std::string cheap = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA";
  EXPECT_EQ(hash_setting_of(hash_password("Aa2Bb39z", cheap)), cheap);
}

TEST_F(PasswordHash, HasADrawnSaltOrOneMadeByTheKey) {
  EXPECT_NE(draw_hash_setting(), draw_hash_setting());
  const MasterKey key = key_in(scratch_.path() / "a");
  const MasterKey other = key_in(scratch_.path() / "b");
  const std::string made = keyed_hash_setting(key, "KJ131311111111", "");
  EXPECT_EQ(made, keyed_hash_setting(key, "KJ131311111111", ""));
  EXPECT_NE(made, keyed_hash_setting(key, "KJ131311111112", ""));
  EXPECT_NE(made, keyed_hash_setting(other, "KJ131311111111", ""));
  EXPECT_TRUE(has_current_cost(made));
  const std::string like = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA";
  EXPECT_EQ(keyed_hash_setting(key, "x", like).substr(0, 30), like.substr(0, 30));
  EXPECT_EQ(hash_setting_of(hash_password("x", made)), made);
}

TEST_F(PasswordHash, OfNothingWellFormedHasNoSetting) {
  const std::string salt = "c29tZXNhbHRzb21lc2FsdA";
  for (const std::string& text : std::vector<std::string>{
           "", "$argon2id$", "Aa2Bb39z", "$argon2id$v=19$m=19456,t=2,p=2$" + salt,
           "$argon2id$v=19$m=9999999999,t=2,p=1$" + salt, "$argon2id$v=19$m=19456,t=0,p=1$" + salt,
           "$argon2id$v=19$m=19456,t=2,p=1$c29t", "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "!"}) {
    EXPECT_EQ(hash_setting_of(text + "$" + std::string(43, 'A')), "") << text;
    EXPECT_THROW(hash_password("Aa2Bb39z", text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace saihakko
