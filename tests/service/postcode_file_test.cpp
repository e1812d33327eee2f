#include "core/service/postcodes/postcode_file.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

using enum PostcodeListKind;
using enum PostcodeChange;

void expect(std::string_view name, PostcodeListKind kind, PostcodeChange change,
            std::string_view month) {
  const auto file = postcode_file(name);
  ASSERT_TRUE(file) << name;
  EXPECT_EQ(file->kind, kind) << name;
  EXPECT_EQ(file->change, change) << name;
  EXPECT_EQ(file->month, month) << name;
}

CsvRow row_of(std::string postcode, std::string prefecture, std::string municipality,
              std::string town, std::string code = "03507") {
  return {1,
          1,
          {std::move(code), "02879", std::move(postcode), "", "", "", std::move(prefecture),
           std::move(municipality), std::move(town), "0", "0", "0", "0", "0", "0"}};
}

TEST(PostcodeFile, IsKnownByItsName) {
  expect("utf_ken_all.csv", towns, replace, "");
  expect("KEN_ALL.CSV", towns, replace, "");
  expect("utf_ken_all (1).csv", towns, replace, "");
  expect("JIGYOSYO.CSV", businesses, replace, "");
  expect("utf_add_2511.csv", towns, add, "2511");
  expect("ADD_2511.CSV", towns, add, "2511");
  expect("del2511.csv", towns, PostcodeChange::remove, "2511");
  expect("JADD2511.CSV", businesses, add, "2511");
  expect("JDEL2511.CSV", businesses, PostcodeChange::remove, "2511");
  for (const char* name : {"ledger.csv", "add.csv", "ken_all.zip", "ADD_25111.CSV", ""}) {
    EXPECT_FALSE(postcode_file(name)) << name;
  }
}

TEST(PostcodeFile, ATownsRecordNamesItsPlaces) {
  const auto read = read_postcode_record(
      row_of("0287901", "岩手県", "九戸郡洋野町", "種市第１５地割～第２１地割（鹿糠、小路合）"),
      towns);
  const auto& record = std::get<PostcodeRecord>(read);
  EXPECT_EQ(record.area.prefecture, "03");
  EXPECT_EQ(record.area.area, "岩手県洋野町");
  EXPECT_EQ(record.area.short_area, "洋野町");
  const auto places = places_of(record, towns);
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].town, "種市");
  EXPECT_EQ(places[0].postcode, "0287901");
}

TEST(PostcodeFile, ACityWhoseNameHoldsADistrictsCharacterKeepsIt) {
  const auto read =
      read_postcode_record(row_of("9630000", "福島県", "郡山市", "大町", "07203"), towns);
  EXPECT_EQ(std::get<PostcodeRecord>(read).area.short_area, "郡山市");
}

TEST(PostcodeFile, ABusinesssRecordNamesItsTownAndItself) {
  const CsvRow row{1,
                   1,
                   {"13101", "ｶ", "株式会社　例", "東京都", "千代田区", "霞が関", "１丁目３－２",
                    "1008798", "100  ", "銀座", "0", "0", "0"}};
  const auto places =
      places_of(std::get<PostcodeRecord>(read_postcode_record(row, businesses)), businesses);
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].town, "霞ケ関");
  EXPECT_EQ(places[0].kind, PostalPlaceKind::business);
  EXPECT_EQ(places[0].detail, "株式会社　例");
}

TEST(PostcodeFile, ARecordTellsAllThatIsWrongWithIt) {
  const auto read = read_postcode_record(row_of("28790", "", "", "", "3507"), towns);
  const auto& errors = std::get<ItemErrors>(read);
  std::vector<std::string> fields;
  for (const ItemError& error : errors)
    fields.push_back(error.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"全国地方公共団体コード", "郵便番号", "都道府県名",
                                              "市区町村名", "町域名"}));
}

}  // namespace
}  // namespace saihakko
