#include "core/domain/customer_barcode.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/address_number.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr int kHyphen = 10;
constexpr int kCC1 = 11;
constexpr int kCC2 = 12;
constexpr int kCC4 = 14;
constexpr int kCC5 = 15;
constexpr int kCC7 = 17;
constexpr int kCC8 = 18;

struct Example {
  std::string_view postcode;
  std::string_view town;    // 住所A
  std::string_view behind;  // 住所B
  std::string_view number;
  int check_digit;
};

// The examples that Japan Post publishes (manual, p. 25).
constexpr std::array<Example, 18> kExamples = {{
    {"263-0023", "千葉市稲毛区緑町", "3丁目30-8　郵便ビル403号", "3-30-8-403", 5},
    {"014-0113", "秋田県大仙市堀見内", "　南田茂木　添60-1", "60-1", kCC8},
    {"110-0016", "東京都台東区台東", "5-6-3　ABCビル10F", "5-6-3-10", 9},
    {"060-0906", "北海道札幌市東区北六条東", "4丁目　郵便センター6号館", "4-6", 9},
    {"065-0006", "北海道札幌市東区北六条東", "8丁目　郵便センター10号館", "8-10", 9},
    {"407-0033", "山梨県韮崎市龍岡町下條南割", "　韮崎400", "400", kHyphen},
    {"273-0102", "千葉県鎌ケ谷市右京塚", "　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604", 0},
    {"198-0036", "東京都青梅市河辺町", "十一丁目六番地一号　郵便タワー601", "11-6-1-601", kCC8},
    {"027-0203", "岩手県宮古市大字津軽石", "第二十一地割大淵川480", "21-480", kCC5},
    {"590-0016", "大阪府堺市堺区中田出井町", "四丁六番十九号", "4-6-19", kCC2},
    {"080-0831", "北海道帯広市稲田町", "南七線　西28", "7-28", kCC7},
    {"317-0055", "茨城県日立市宮田町", "6丁目7-14　ABCビル2F", "6-7-14-2", kCC1},
    {"650-0046", "神戸市中央区港島中町", "9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1", 5},
    {"623-0011", "京都府綾部市青野町", "綾部6-7　LプラザB106", "6-7LB106", 4},
    {"228-0024", "神奈川県座間市入谷", "6丁目3454-5　郵便ハイツ6-1108", "6-3454-5-6-1108", 2},
    {"064-0804", "札幌市中央区南四条西", "29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501", 3},
    {"910-0067", "福井県福井市新田塚", "3丁目80-25　J1ビル2-B", "3-80-25J1-2B", 9},
    {"100-0013", "東京都千代田区霞が関", "1丁目3番2号　郵便プラザ503室", "1-3-2-503", 9},
}};

std::string address_number(std::string_view address) {
  return saihakko::address_number(plain_address(decode_utf8(address).value()));
}

std::string whole(const Example& example) {
  return std::string(example.town) + std::string(example.behind);
}

CustomerBarcode barcode_of(std::string_view postcode, std::string_view address,
                           const KnownPlace& place = {}) {
  return std::get<CustomerBarcode>(customer_barcode(postcode, address, place));
}

BarcodeGap gap_of(std::string_view postcode, std::string_view address) {
  return std::get<BarcodeGap>(customer_barcode(postcode, address));
}

/// The codes behind the postcode as text: digits, hyphens, capital letters.
std::string number_of(const CustomerBarcode& barcode) {
  std::string text;
  for (std::size_t i = 7; i < barcode.codes.size() && barcode.codes[i] != kCC4; ++i) {
    const int code = barcode.codes[i];
    if (code > kHyphen && i + 1 < barcode.codes.size()) {
      text.push_back(static_cast<char>('A' + (code - kHyphen - 1) * 10 + barcode.codes[++i]));
    } else {
      text.push_back(code == kHyphen ? '-' : static_cast<char>('0' + code));
    }
  }
  return text;
}

TEST(CustomerBarcode, PublishedExamplesComeOutWhereTheTownIsKnown) {
  for (const Example& example : kExamples) {
    EXPECT_EQ(address_number(example.behind), example.number);
    const auto barcode = barcode_of(example.postcode, whole(example),
                                    {PostcodeFit::town, std::string(example.behind)});
    EXPECT_EQ(barcode.check_digit, example.check_digit) << example.town;
  }
}

TEST(CustomerBarcode, PublishedExamplesComeOutOrAreLeftOutWhereItIsNot) {
  std::vector<std::string_view> left_out;
  for (const Example& example : kExamples) {
    const auto barcode = customer_barcode(example.postcode, whole(example));
    if (const auto* drawn = std::get_if<CustomerBarcode>(&barcode)) {
      EXPECT_EQ(drawn->check_digit, example.check_digit) << example.town;
    } else {
      left_out.push_back(example.postcode);
    }
  }
  EXPECT_EQ(left_out, std::vector<std::string_view>{"080-0831"});  // 七線
}

struct Address {
  const char* postcode;
  const char* address;
  const char* number;  // null: no barcode
};

TEST(CustomerBarcode, NumeralThatMayBelongToTheTownLeavesTheBarcodeOut) {
  for (const Address& at : {
           Address{"102-0082", "東京都千代田区一番町10-1", nullptr},
           {"104-0032", "東京都中央区八丁堀2-1-1", nullptr},
           {"106-0045", "東京都港区麻布十番1-2-3", nullptr},
           {"106-0045", "東京都港区麻布十番二丁目2番3号", nullptr},
           {"110-0011", "東京都台東区三ノ輪1-2-3", nullptr},
           {"460-0001", "愛知県名古屋市中区三の丸3-1-2", nullptr},
           {"640-8156", "和歌山県和歌山市七番丁23", nullptr},
           {"080-0027", "北海道帯広市西17条南3丁目24－24", nullptr},
           {"078-8231", "北海道旭川市豊岡1条5丁目1-1", nullptr},
           {"069-0824", "北海道江別市東野幌6号線12", nullptr},
           {"100-0013", "東京都千代田区霞が関一丁目3番2号", "1-3-2"},
           {"100-0013", "東京都千代田区霞が関1-3-2", "1-3-2"},
           {"102-0074", "東京都千代田区九段南1-6-17", "1-6-17"},
           {"060-0003", "北海道札幌市中央区北三条西5丁目1", "5-1"},
           {"192-0046", "東京都八王子市明神町四丁目9番1号", "4-9-1"},
           {"510-0085", "三重県四日市市諏訪町1番5号", "1-5"},
           {"028-6302", "岩手県九戸郡軽米町12番地", "12"},
           {"590-0016", "大阪府堺市堺区南長尾町1丁3番13号", "1-3-13"},
           {"350-1106", "埼玉県川越市小室22番の1", "22-1"},
           {"310-0841", "茨城県水戸市酒門町1828ドミールサカドA棟", "1828A"},
           {"530-0001", "⼤阪府⼤阪市北区梅田２丁⽬１２番１４号", "2-12-14"},
           {"390-0801", "長野県松本市島内", ""},
       }) {
    const auto barcode = customer_barcode(at.postcode, at.address);
    const auto* drawn = std::get_if<CustomerBarcode>(&barcode);
    ASSERT_EQ(drawn != nullptr, at.number != nullptr) << at.address;
    if (drawn != nullptr) {
      EXPECT_EQ(number_of(*drawn), at.number) << at.address;
    } else {
      EXPECT_EQ(std::get<BarcodeGap>(barcode), BarcodeGap::town_unclear) << at.address;
    }
  }
}

TEST(CustomerBarcode, BehindAPostcodeOfOneBusinessStandsNoNumber) {
  for (const char* postcode : {"100-8792", "113-8431", "329-0498", "001-8501", "9808691"}) {
    EXPECT_EQ(number_of(barcode_of(postcode, "東京都文京区本郷3-1-3")), "") << postcode;
  }
  EXPECT_EQ(barcode_of("100-8792", "東京都千代田区大手町2-3-1").check_digit, 0);
  EXPECT_EQ(
      number_of(barcode_of("100-0013", "東京都千代田区霞が関1-3-2", {PostcodeFit::business, {}})),
      "");
  for (const char* town : {"603-8003", "500-8034", "640-8222"}) {
    EXPECT_EQ(number_of(barcode_of(town, "京都府京都市北区上賀茂3-1-3")), "3-1-3") << town;
  }
}

TEST(CustomerBarcode, PostcodeOfAWholeMunicipalityHasNone) {
  for (const char* postcode : {"100-0000", "690-0000", "100-0100", "3500400"}) {
    EXPECT_EQ(gap_of(postcode, "東京都千代田区大手町2-3-1"), BarcodeGap::whole_municipality);
  }
}

TEST(CustomerBarcode, PostcodeInsideTheAddressIsNoNumber) {
  for (const char* address :
       {"〒100-0013 東京都千代田区霞が関1-3-2", "〒１００－００１３　東京都千代田区霞が関1-3-2",
        "1000013東京都千代田区霞が関1-3-2", "100-0013　東京都千代田区霞が関1-3-2",
        "東京都千代田区霞が関1-3-2（〒100-0013）", "東京都千代田区霞が関1-3-2 100-0013",
        "〒 100 東京都千代田区霞が関1-3-2", "〒350-11 東京都千代田区霞が関1-3-2",
        "〒東京都千代田区霞が関1-3-2", "（〒999-9999）東京都千代田区霞が関1-3-2"}) {
    EXPECT_EQ(number_of(barcode_of("100-0013", address)), "1-3-2") << address;
  }
  EXPECT_EQ(number_of(barcode_of("100-0013", "", {PostcodeFit::town, "1-3-2 〒1000013"})), "1-3-2");
}

TEST(CustomerBarcode, CodesAndCheckDigitAddUpToAMultipleOf19) {
  for (const Example& example : kExamples) {
    const auto barcode = barcode_of(example.postcode, whole(example),
                                    {PostcodeFit::town, std::string(example.behind)});
    const int sum = std::accumulate(barcode.codes.begin(), barcode.codes.end(), 0);
    EXPECT_EQ((sum + barcode.check_digit) % 19, 0);
  }
}

TEST(CustomerBarcode, LettersTakeTwoCodesAndControlFourPads) {
  const auto barcode = barcode_of("2730102", "20-5B604号");
  const std::array<int, 20> expected = {2, 7,  3, 0, 1, 0, 2,  2,  0,  10,
                                        5, 11, 1, 6, 0, 4, 14, 14, 14, 14};
  EXPECT_EQ(barcode.codes, expected);
}

TEST(CustomerBarcode, WhatGoesBeyondThirteenCodesIsCutEvenInsideALetter) {
  const auto barcode = barcode_of("064-0804", "111-222-3333Z");
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
  EXPECT_EQ(address_number("千二百三番地の四"), "1203");
  EXPECT_EQ(address_number("二千三百四十五番地"), "2345");
  EXPECT_EQ(address_number("千番地"), "1000");
  EXPECT_EQ(address_number("四谷"), "");
}

TEST(CustomerBarcode, AnAddressWithoutNumbersLeavesThePostcodeAlone) {
  const auto barcode = barcode_of("690-0001", "島根県松江市");
  const std::array<int, 20> expected = {6,  9,  0,  0,  0,  0,  1,  14, 14, 14,
                                        14, 14, 14, 14, 14, 14, 14, 14, 14, 14};
  EXPECT_EQ(barcode.codes, expected);
}

TEST(CustomerBarcode, NoPostcodeNoBarcode) {
  for (const char* postcode : {"", "690", "690-000", "69-00000", "690-00000", "６９００００１"}) {
    EXPECT_EQ(gap_of(postcode, "緑町3"), BarcodeGap::no_postcode) << postcode;
  }
}

TEST(CustomerBarcode, NoneIsForAPostcodeThatTheListPutsElsewhere) {
  const auto gap_in = [](PostcodeFit fit) {
    return std::get<BarcodeGap>(
        customer_barcode("100-0013", "東京都千代田区霞が関1-3-2", {fit, {}}));
  };
  EXPECT_EQ(gap_in(PostcodeFit::differs), BarcodeGap::postcode_differs);
  EXPECT_EQ(gap_in(PostcodeFit::unlisted), BarcodeGap::whole_municipality);
}

}  // namespace
}  // namespace saihakko
