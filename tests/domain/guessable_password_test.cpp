#include "core/domain/guessable_password.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/domain/romaji.hpp"

namespace saihakko {
namespace {

bool asks_for(std::string_view password, std::string_view word) {
  const auto cores = password_cores(password);
  const auto has = [&cores](std::string_view text) {
    return std::find(cores.begin(), cores.end(), text) != cores.end();
  };
  return has(word) || has(with_one_for_i_and_l(word));
}

TEST(GuessablePassword, AsksTheListForTheWordWithoutWhatStandsAroundIt) {
  EXPECT_TRUE(asks_for("Kaigo2026", "kaigo"));
  EXPECT_TRUE(asks_for("2026Kaigo!", "kaigo"));
  EXPECT_TRUE(asks_for("P@ssw0rd1", "password"));
  EXPECT_TRUE(asks_for("p4$$w0rd", "password"));
  EXPECT_TRUE(asks_for("we1come99", "welcome"));
  EXPECT_TRUE(asks_for("1qaz2wsx", "1qaz2wsx"));
  for (const char* edge : {"Kaig02026", "Kaig0#2026", "kaig0-2026", "2026kaig0"})
    EXPECT_TRUE(asks_for(edge, "kaigo")) << edge;
  for (const char* edge : {"$akura2026", "5akura2026", "Sakur@2026", "Sakur42026", "2005akur@05"})
    EXPECT_TRUE(asks_for(edge, "sakura")) << edge;
  EXPECT_TRUE(asks_for("Att11a2026", "attila"));
  EXPECT_TRUE(asks_for("w1111am#26", "william"));
  EXPECT_TRUE(asks_for("m1111on2026", "million"));
  EXPECT_FALSE(asks_for("Haillo2026", "hallio"));
  EXPECT_TRUE(asks_for("7100pon32029", "pon32"));
  EXPECT_FALSE(asks_for("Kaigo2026#a", "kaigo"));
  EXPECT_FALSE(asks_for("Hareta9sora", "sora"));
  EXPECT_TRUE(password_cores("1").empty());
}

TEST(GuessablePassword, KnowsRunsOfKeysWithAndWithoutDigits) {
  for (const char* run : {"Abcdefg1", "qwerty123", "asdfgh2026", "1qaz2wsx", "aaaa1111", "zyxwvu99",
                          "abcd1234", "11112222", "qwertyuiop1"}) {
    EXPECT_TRUE(is_run_of_keys(run)) << run;
  }
  for (const char* none : {"Hareta9sora", "Kaigo2026", "ab12cd34", "Xq7mz2Lw", ""}) {
    EXPECT_FALSE(is_run_of_keys(none)) << none;
  }
}

TEST(GuessablePassword, KnowsTheOfficesNumberIdAndName) {
  const OfficeNames office{"1311111111", "KJ131311111111", "はなまるデイサービス ABCケア",
                           "ハナマルデイサービス エービーシーケア"};
  for (const char* own : {"KJ131311111111", "kj13131111111126", "1311111111a", "Hanamaru2026",
                          "hanamaru-1", "hanamarudei1", "Abcdefg1"}) {
    EXPECT_EQ(is_of_office(own, office), std::string_view(own) != "Abcdefg1") << own;
  }
  for (const char* other : {"Hareta9sora", "hana2026", "Maru20266", "hanamaru9sora"}) {
    EXPECT_EQ(is_of_office(other, office), std::string_view(other) == "hana2026") << other;
  }
}

TEST(GuessablePassword, FindsTheNameBehindTheCorporationAndBesideOtherScript) {
  const OfficeNames office{"1311111111", "KJ131311111111", "株式会社ゆうあい　せせらぎクリニック",
                           "カブシキガイシャユウアイ　セセラギクリニック"};
  for (const char* own : {"Seseragi2026", "seseragi1", "Yuuai2026", "Kurinikku1"})
    EXPECT_TRUE(is_of_office(own, office)) << own;
  const OfficeNames latin{"1311111112", "KJ131311111112", "ケアホームＷｅｌｂｅｉｎｇ", ""};
  EXPECT_TRUE(is_of_office("Welbeing2026", latin));
  EXPECT_FALSE(is_of_office("Hareta9sora", latin));
}

TEST(GuessablePassword, ReadsAnyRomanizationOfTheName) {
  EXPECT_EQ(romaji_of("ショウワ"), plain_romaji("Shouwa"));
  EXPECT_EQ(romaji_of("ショウワ"), plain_romaji("Syowa"));
  EXPECT_EQ(romaji_of("つつじ"), plain_romaji("tsutsuji"));
  EXPECT_EQ(romaji_of("ﾊﾅﾏﾙ"), plain_romaji("hanamaru"));
  EXPECT_EQ(romaji_of("ﾊﾞﾗ"), plain_romaji("bara"));
  EXPECT_EQ(romaji_of("キャッツ・ホーム"), plain_romaji("kyattsu homu"));
}

}  // namespace
}  // namespace saihakko
