#include "core/domain/place_key.hpp"

#include <gtest/gtest.h>

#include "core/domain/address_number.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

std::string without_district_text(std::u32string_view address) {
  return encode_utf8(without_district(place_key(plain_address(address))).text);
}

TEST(PlaceKey, IsOneForAllWaysToWriteAPlace) {
  EXPECT_EQ(place_key_text("北海道札幌市北区北１０条西"),
            place_key_text("北海道 札幌市北区北十条西"));
  EXPECT_EQ(place_key_text("丸の内"), place_key_text("丸ノ内"));
  EXPECT_EQ(place_key_text("霞ヶ関"), place_key_text("霞が関"));
  EXPECT_EQ(place_key_text("大字津軽石字払川"), place_key_text("津軽石払川"));
  EXPECT_EQ(place_key_text("金澤"), place_key_text("金沢"));
  EXPECT_EQ(place_key_text("四ッ谷"), place_key_text("四ツ谷"));
  EXPECT_EQ(place_key_text("大曲緑ｹ丘"), place_key_text("大曲緑ヶ丘"));
  EXPECT_EQ(place_key_text("ﾌﾟﾗｻﾞｶﾞ浜ｳﾞ"), place_key_text("プラザが浜ヴ"));
  EXPECT_EQ(place_key_text("塚本"), place_key_text("\uFA10本"));
  EXPECT_EQ(place_key_text("葛\U000E0100城"), place_key_text("葛城"));
  EXPECT_NE(place_key_text("一番町"), place_key_text("二番町"));
}

TEST(PlaceKey, OfMalformedTextIsEmpty) {
  EXPECT_EQ(place_key_text("\xFF"), "");
}

TEST(PlaceKey, EndsBehindWholeNumeralsOnly) {
  const PlaceKey key = place_key(U"北二十四条10");
  EXPECT_EQ(encode_utf8(key.text), "北24条10");
  EXPECT_TRUE(key.may_end(1));
  EXPECT_FALSE(key.may_end(2));
  EXPECT_TRUE(key.may_end(3));
  EXPECT_EQ(key.ends[2], 4U);  // behind 四
  EXPECT_FALSE(key.may_end(5));
  EXPECT_EQ(key.ends[5], 7U);
  EXPECT_FALSE(key.may_end(0));
  EXPECT_FALSE(key.may_end(7));
}

TEST(PlaceKey, ATownThatEndsWithANumeralIsKeptFromTheNumberBehindIt) {
  const PlaceKey key = place_key(U"新田三5-1");
  EXPECT_EQ(encode_utf8(key.text), "新田35-1");
  EXPECT_TRUE(key.may_end(3));
}

TEST(PlaceKey, LosesItsDistrictOnly) {
  EXPECT_EQ(without_district_text(U"岩手県九戸郡洋野町種市"), "岩手県洋野町種市");
  EXPECT_EQ(without_district_text(U"九戸郡洋野町"), "洋野町");
  EXPECT_EQ(without_district_text(U"東京都千代田区"), "東京都千代田区");
  EXPECT_EQ(without_district_text(U"郡山市"), "郡山市");
  EXPECT_EQ(without_district_text(U"東諸県郡綾町"), "綾町");
  EXPECT_EQ(without_district_text(U"鹿児島県大島郡龍郷町"), "鹿児島県竜郷町");
}

}  // namespace
}  // namespace saihakko
