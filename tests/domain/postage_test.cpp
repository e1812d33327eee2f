#include "core/domain/postage.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

constexpr PostageRates kRates = {.letter_grams = 9,
                                 .most_grams = 50,
                                 .yen = 110,
                                 .discount_letters = 1'000,
                                 .discount_percent = 3};

std::vector<PostageLetter> letters(std::size_t with_barcode, std::size_t without) {
  std::vector<PostageLetter> all(with_barcode, {"1000001", true});
  all.insert(all.end(), without, {"1020072", false});
  return all;
}

TEST(Postage, LettersWithABarcodeCostLessWhenThereAreEnough) {
  const Postage postage = postage_of(letters(1'000, 20), kRates);
  EXPECT_EQ(postage.letters, 1'020);
  EXPECT_EQ(postage.without_barcode(), 20);
  EXPECT_EQ(postage.grams, 9'180);
  EXPECT_EQ(postage.yen, 112'200);
  EXPECT_EQ(postage.discount, 3'300);
  EXPECT_EQ(postage_text(postage, kRates),
            "バーコードなし 20 通　9180 g　108900 円　バーコード割引 −3300 円");
}

TEST(Postage, OthersDoNotCountForTheDiscount) {
  const Postage postage = postage_of(letters(999, 20), kRates);
  EXPECT_EQ(postage.discount, 0);
  EXPECT_EQ(postage_text(postage, kRates),
            "バーコードなし 20 通　9171 g　112090 円　割引なし（1000 通から）");
}

TEST(Postage, IsCountedByThreeDigits) {
  std::vector<PostageLetter> all = letters(2, 1);
  all.push_back({"", false});
  const auto areas = postage_areas(all, kRates);
  ASSERT_EQ(areas.size(), 3U);
  EXPECT_EQ(areas[0].digits, "");
  EXPECT_EQ(areas[1].digits, "100");
  EXPECT_EQ(areas[1].postage.barcodes, 2);
  EXPECT_EQ(areas[1].postage.yen, 220);
  EXPECT_EQ(areas[2].digits, "102");
  EXPECT_EQ(areas[2].postage.without_barcode(), 1);
}

}  // namespace
}  // namespace saihakko
