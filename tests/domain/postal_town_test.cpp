#include "core/domain/postal_town.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

using enum PostalPlaceKind;
using Towns = std::vector<PostalTown>;

TEST(PostalTown, IsTheNameBeforeTheBrackets) {
  EXPECT_EQ(postal_towns("旭ケ丘"), (Towns{{town, "旭ケ丘", ""}}));
  EXPECT_EQ(postal_towns("大通西（１～１９丁目）"), (Towns{{town, "大通西", "（１～１９丁目）"}}));
  EXPECT_EQ(postal_towns("西町（一条通御前西入、天神道一条上る）"),
            (Towns{{town, "西町", "（一条通御前西入、天神道一条上る）"}}));
}

TEST(PostalTown, OfAWholeMunicipalityHasNoName) {
  EXPECT_EQ(postal_towns("以下に掲載がない場合"), (Towns{{unlisted, "", ""}}));
  EXPECT_EQ(postal_towns("利島村一円"), (Towns{{town, "", ""}}));
  EXPECT_EQ(postal_towns("小菅村の次に１～６６３番地がくる場合"), (Towns{{town, "", ""}}));
  EXPECT_EQ(postal_towns("琴平町の次に１～４２６番地がくる場合（川東）"),
            (Towns{{town, "", "（川東）"}}));
}

TEST(PostalTown, NamedIchienIsATown) {
  EXPECT_EQ(postal_towns("一円"), (Towns{{town, "一円", ""}}));
}

TEST(PostalTown, LeavesLotsToTheNumber) {
  EXPECT_EQ(postal_towns("種市第１５地割～第２１地割（鹿糠、小路合）"),
            (Towns{{town, "種市", "（鹿糠、小路合）"}}));
  EXPECT_EQ(postal_towns("杉名畑４４地割"), (Towns{{town, "杉名畑", ""}}));
}

TEST(PostalTown, OfAFloorIsABuilding) {
  EXPECT_EQ(postal_towns("名駅ミッドランドスクエア（高層棟）（１階）"),
            (Towns{{building, "名駅ミッドランドスクエア", "（高層棟）（１階）"}}));
  EXPECT_EQ(postal_towns("赤坂アークヒルズ（地階・階層不明）").front().kind, building);
}

TEST(PostalTown, SeveralInOneEntryAreSeveral) {
  EXPECT_EQ(postal_towns("甲町、乙町"), (Towns{{town, "甲町", ""}, {town, "乙町", ""}}));
}

TEST(PostalTown, GoesOnUntilItsBracketIsClosed) {
  EXPECT_TRUE(goes_on("葛巻（第４０地割「５７番地１２５、"));
  EXPECT_FALSE(goes_on("葛巻（第４０地割）"));
  EXPECT_FALSE(goes_on("葛巻"));
}

TEST(PostalTown, KindsAreReadAsTheyAreWritten) {
  for (const PostalPlaceKind kind : {town, unlisted, building, business}) {
    EXPECT_EQ(parse_postal_place_kind(to_text(kind)), kind);
  }
  EXPECT_THROW(parse_postal_place_kind("street"), std::logic_error);
}

}  // namespace
}  // namespace saihakko
