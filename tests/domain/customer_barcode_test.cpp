#include "core/domain/customer_barcode.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <string_view>

namespace saihakko {
namespace {

constexpr int kCC5 = 15;
constexpr int kCC7 = 17;

struct Example {
  std::string_view postcode;
  std::string_view address;
  std::string_view number;
  int check_digit;
};

// The examples that Japan Post publishes.
constexpr std::array<Example, 9> kExamples = {{
    {"263-0023", "千葉市稲毛区緑町3丁目30-8　郵便ビル403号", "3-30-8-403", 5},
    {"110-0016", "東京都台東区台東5-6-3　ABCビル10F", "5-6-3-10", 9},
    {"065-0006", "北海道札幌市東区北六条東8丁目　郵便センター10号館", "8-10", 9},
    {"273-0102", "千葉県鎌ケ谷市右京塚　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604", 0},
    {"027-0203", "岩手県宮古市大字津軽石第二十一地割大淵川480", "21-480", kCC5},
    {"080-0831", "北海道帯広市稲田町南七線　西28", "7-28", kCC7},
    {"650-0046", "神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1", 5},
    {"064-0804", "札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501", 3},
    {"100-0013", "東京都千代田区霞が関1丁目3番2号　郵便プラザ503室", "1-3-2-503", 9},
}};

TEST(CustomerBarcode, PublishedExamplesComeOut) {
  for (const Example& example : kExamples) {
    EXPECT_EQ(address_number(example.address), example.number);
    const auto barcode = customer_barcode(example.postcode, example.address);
    ASSERT_TRUE(barcode.has_value());
    EXPECT_EQ(barcode->check_digit, example.check_digit) << example.address;
  }
}

TEST(CustomerBarcode, CodesAndCheckDigitAddUpToAMultipleOf19) {
  for (const Example& example : kExamples) {
    const auto barcode = customer_barcode(example.postcode, example.address).value();
    const int sum = std::accumulate(barcode.codes.begin(), barcode.codes.end(), 0);
    EXPECT_EQ((sum + barcode.check_digit) % 19, 0);
  }
}

TEST(CustomerBarcode, LettersTakeTwoCodesAndControlFourPads) {
  const auto barcode = customer_barcode("2730102", "20-5B604号").value();
  const std::array<int, 20> expected = {2, 7,  3, 0, 1, 0, 2,  2,  0,  10,
                                        5, 11, 1, 6, 0, 4, 14, 14, 14, 14};
  EXPECT_EQ(barcode.codes, expected);
}

TEST(CustomerBarcode, WhatGoesBeyondThirteenCodesIsCutEvenInsideALetter) {
  const auto barcode = customer_barcode("064-0804", "111-222-3333Z").value();
  EXPECT_EQ(barcode.codes[18], 3);
  EXPECT_EQ(barcode.codes[19], 13);  // CC3, the first half of Z
}

TEST(CustomerBarcode, EveryDashOfRealLedgersIsAHyphen) {
  for (const char* dash : {"-", "－", "‐", "−", "―", "₋", "⁻", "ー", "–", "ｰ"}) {
    EXPECT_EQ(address_number(std::string("緑町3") + dash + "30"), "3-30") << dash;
  }
}

TEST(CustomerBarcode, FullWidthCharactersAndCircledDigitsCount) {
  EXPECT_EQ(address_number("緑町１２－３４　Ｂ館２０１"), "12-34B201");
  EXPECT_EQ(address_number("緑町①番地"), "1");
  EXPECT_EQ(address_number("緑町3　ハイツⅡ　105"), "3-105");
}

TEST(CustomerBarcode, KanjiNumeralsCountOnlyBeforeACounter) {
  EXPECT_EQ(address_number("三条町二丁目十番百五号"), "2-10-105");
  EXPECT_EQ(address_number("四谷"), "");
}

TEST(CustomerBarcode, AnAddressWithoutNumbersLeavesThePostcodeAlone) {
  const auto barcode = customer_barcode("690-0000", "島根県松江市").value();
  const std::array<int, 20> expected = {6,  9,  0,  0,  0,  0,  0,  14, 14, 14,
                                        14, 14, 14, 14, 14, 14, 14, 14, 14, 14};
  EXPECT_EQ(barcode.codes, expected);
}

TEST(CustomerBarcode, NoPostcodeNoBarcode) {
  for (const char* postcode : {"", "690", "690-000", "69-00000", "690-00000", "６９００００１"}) {
    EXPECT_FALSE(customer_barcode(postcode, "緑町3").has_value()) << postcode;
  }
}

}  // namespace
}  // namespace saihakko
