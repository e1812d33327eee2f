#include "core/service/postcodes/find_place.hpp"

#include <gtest/gtest.h>

#include "core/domain/place_key.hpp"
#include "core/store/tables/postcodes_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using enum PostcodeFit;
using Codes = std::vector<std::string>;

class FindPlace : public ::testing::Test {
 protected:
  static constexpr std::int64_t kTowns = 1;
  static constexpr std::int64_t kBusinesses = 2;

  FindPlace() {
    begin_postcode_list(house_.database, kTowns, PostcodeListKind::towns, kNow);
    list("0010010", {"01", "北海道札幌市北区", "札幌市北区"}, "北十条西");
    list("0010000", {"01", "北海道札幌市北区", "札幌市北区"}, "", PostalPlaceKind::unlisted);
    list("1020082", {"13", "東京都千代田区", "千代田区"}, "一番町");
    list("1000013", {"13", "東京都千代田区", "千代田区"}, "霞が関");
    list("1006001", {"13", "東京都千代田区", "千代田区"}, "霞が関霞が関ビル",
         PostalPlaceKind::building);
    list("1000000", {"13", "東京都千代田区", "千代田区"}, "", PostalPlaceKind::unlisted);
    list("1000301", {"13", "東京都利島村", "利島村"}, "");
    list("0287901", {"03", "岩手県洋野町", "洋野町"}, "種市");
    list("6028374", {"26", "京都府京都市上京区", "京都市上京区"}, "西町");
    list("0600042", {"01", "北海道札幌市中央区", "札幌市中央区"}, "大通西");
    list("0640820", {"01", "北海道札幌市中央区", "札幌市中央区"}, "大通西");
    list("9820251", {"04", "宮城県仙台市太白区", "仙台市太白区"}, "茂庭");
    list("9820252", {"04", "宮城県仙台市太白区", "仙台市太白区"}, "茂庭台");
    put_postcode_list_in_force(house_.database, kTowns, PostcodeListKind::towns, kNow);
  }

  void list(const std::string& postcode, const Municipality& area, std::string_view town,
            PostalPlaceKind kind = PostalPlaceKind::town, std::int64_t list_id = kTowns) {
    const std::int64_t area_id = postcode_area(house_.database, area);
    add_postcode_place(house_.database, list_id,
                       {postcode, area_id, place_key_text(town), "", kind}, "");
  }

  void list_businesses() {
    begin_postcode_list(house_.database, kBusinesses, PostcodeListKind::businesses, kNow);
    list("1008977", {"13", "東京都千代田区", "千代田区"}, "霞が関", PostalPlaceKind::business,
         kBusinesses);
    put_postcode_list_in_force(house_.database, kBusinesses, PostcodeListKind::businesses, kNow);
  }

  PostcodeAdvice advice(const std::string& postcode, const std::string& address,
                        std::string_view prefecture = "13") {
    return postcode_advice(house_.database, prefecture, {"", postcode, address});
  }

  void expect_town(const std::string& postcode, const std::string& address,
                   const std::string& behind) {
    const PostcodeAdvice told = advice(postcode, address);
    EXPECT_EQ(told.place.fit, PostcodeFit::town) << address;
    EXPECT_EQ(told.place.behind_town, behind) << address;
  }

  PostcodeFit fit(const std::string& postcode, const std::string& address) {
    return advice(postcode, address).place.fit;
  }

  House house_;
};

TEST_F(FindPlace, TellsWhatFollowsTheTown) {
  expect_town("1020082", "東京都千代田区一番町10-1", "10-1");
  expect_town("0010010", "北海道札幌市北区北１０条西4丁目1-1", "4丁目1-1");
  expect_town("0010010", "北海道 札幌市北区 北十条西 四丁目", " 四丁目");
  expect_town("1000013", "千代田区霞ヶ関1-3-2", "1-3-2");
  expect_town("1000013", "〒100-0013 東京都千代田区霞が関1-3-2", "1-3-2");
  expect_town("0287901", "岩手県九戸郡洋野町種市第15地割1", "第15地割1");
  expect_town("0287901", "岩手県洋野町大字種市15", "15");
  expect_town("1000301", "東京都利島村248", "248");
}

TEST_F(FindPlace, NamesThePostcodesOfTheTown) {
  EXPECT_EQ(advice("", "東京都千代田区一番町10-1").fitting, (Codes{"1020082"}));
  EXPECT_EQ(advice("", "北海道札幌市中央区大通西5丁目").fitting, (Codes{"0600042", "0640820"}));
  EXPECT_EQ(advice("", "東京都千代田区どこか1").fitting, Codes());
  EXPECT_EQ(advice("", "東京都千代田区一番町10-1").place.fit, not_known);
}

TEST_F(FindPlace, APostcodeOfAnotherTownDiffers) {
  const PostcodeAdvice told = advice("1000013", "東京都千代田区一番町10-1");
  EXPECT_EQ(told.place.fit, differs);
  EXPECT_EQ(told.fitting, (Codes{"1020082"}));
  EXPECT_EQ(fit("0287901", "東京都千代田区一番町10-1"), differs);
  EXPECT_EQ(fit("9820251", "宮城県仙台市太白区茂庭台1-1"), differs);
}

TEST_F(FindPlace, APostcodeInNoListDiffersFromATownThatHasOne) {
  EXPECT_EQ(fit("1020001", "東京都千代田区一番町10-1"), differs);
}

TEST_F(FindPlace, TheMunicipalitysPostcodeIsForTownsWithoutTheirOwn) {
  EXPECT_EQ(fit("1000000", "東京都千代田区どこか1"), unlisted);
  EXPECT_EQ(fit("1000000", "東京都千代田区一番町10-1"), differs);
}

TEST_F(FindPlace, StreetsMayStandBeforeTheTown) {
  expect_town("6028374", "京都府京都市上京区一条通御前西入西町12", "12");
}

TEST_F(FindPlace, AFloorsPostcodeFitsItsTown) {
  expect_town("1006001", "東京都千代田区霞が関三丁目2番5号霞が関ビル1階",
              "三丁目2番5号霞が関ビル1階");
}

TEST_F(FindPlace, ABusinesssPostcodeFitsItsTown) {
  list_businesses();
  EXPECT_EQ(fit("1008977", "東京都千代田区霞が関2-1-1"), PostcodeFit::business);
  EXPECT_EQ(fit("1008977", "東京都千代田区一番町10-1"), differs);
}

TEST_F(FindPlace, WithoutAListOfBusinessesTheirPostcodesAreNotKnown) {
  EXPECT_EQ(fit("1008977", "東京都千代田区霞が関2-1-1"), not_known);
  list_businesses();
  EXPECT_EQ(fit("1008599", "東京都千代田区霞が関2-1-1"), differs);
}

TEST_F(FindPlace, WhatIsNotRecognisedIsNotKnown) {
  EXPECT_EQ(fit("1020082", "東京都千代田区どこか1"), not_known);
  EXPECT_EQ(fit("1020082", "どこか1"), not_known);
  EXPECT_EQ(fit("1020082", ""), not_known);
  EXPECT_EQ(fit("1020082", "東京都新区一番町1"), not_known);
}

TEST_F(FindPlace, AnotherPrefectureDiffersWhereverTheAddressIs) {
  EXPECT_EQ(fit("1020082", "静岡県浜松市新区一番町1"), differs);
}

TEST_F(FindPlace, AnAddressWithoutAPrefectureLiesInTheOffices) {
  EXPECT_EQ(advice("", "千代田区一番町10-1", "13").fitting, (Codes{"1020082"}));
  EXPECT_EQ(advice("", "千代田区一番町10-1", "14").fitting, Codes());
}

TEST_F(FindPlace, WithoutAListNothingIsKnown) {
  remove_postcode_list(house_.database, kTowns);
  EXPECT_EQ(fit("0287901", "東京都千代田区一番町10-1"), not_known);
}

}  // namespace
}  // namespace saihakko
