#include "core/service/ledger/ledger_format.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using Entry = std::variant<LedgerEntry, ItemErrors>;

constexpr const char* kOwnHeader =
    "事業所番号,事業所名,事業所名カナ,郵便番号,住所,電話番号,セキュリティ用メールアドレス,"
    "発行都道府県,状態\r\n";

class Ledger : public ::testing::Test {
 protected:
  std::vector<Entry> read(const std::string& csv) const {
    CsvReader reader(directory_.write("ledger.csv", csv));
    const auto format = std::get<LedgerFormat>(LedgerFormat::recognise(reader));
    std::vector<Entry> entries;
    while (const auto item = reader.next()) {
      entries.push_back(format.read(std::get<CsvRow>(*item)));
    }
    return entries;
  }

  LedgerEntry entry(const std::string& csv) const { return std::get<LedgerEntry>(read(csv).at(0)); }

  /// `field=value` of each error.
  std::vector<std::string> errors(const std::string& csv) const {
    std::vector<std::string> texts;
    const std::vector<Entry> entries = read(csv);
    for (const ItemError& error : std::get<ItemErrors>(entries.at(0))) {
      EXPECT_FALSE(error.reason.empty());
      texts.push_back(error.field + "=" + error.value);
    }
    return texts;
  }

  std::vector<std::string> issuers(const std::string& text) const {
    return entry("事業所番号,事業所名,発行都道府県\n1311111111,A," + text + "\n").issuers.value();
  }

  ScratchDirectory directory_;
};

using Texts = std::vector<std::string>;

TEST_F(Ledger, OfAUnionSaysEverything) {
  const LedgerEntry all =
      entry(std::string(kOwnHeader) +
            "1311111111,請求事業所A,セイキュウ,〒263-0023,千葉市稲毛区　緑町,043-000-0000,"
            "a..b.@docomo.ne.jp,13;14,休止\r\n");
  EXPECT_EQ(all.number.text(), "1311111111");
  EXPECT_EQ(all.name, "請求事業所A");
  EXPECT_EQ(all.name_kana, "セイキュウ");
  EXPECT_EQ(all.postcode, "2630023");
  EXPECT_EQ(all.address, "千葉市稲毛区　緑町");
  EXPECT_EQ(all.phone, "043-000-0000");
  EXPECT_EQ(all.security_mail, "a..b.@docomo.ne.jp");
  EXPECT_EQ(all.issuers, (Texts{"13", "14"}));
  EXPECT_EQ(all.status, OfficeStatus::suspended);
}

TEST_F(Ledger, EmptyCellsAreEmptyTextsTheOwnPrefectureAndInForce) {
  const LedgerEntry empty = entry(std::string(kOwnHeader) + "01B2500036,,,,,,,,\r\n");
  EXPECT_EQ(empty.name, "");
  EXPECT_EQ(empty.name_kana, "");
  EXPECT_EQ(empty.postcode, "");
  EXPECT_EQ(empty.address, "");
  EXPECT_EQ(empty.phone, "");
  EXPECT_EQ(empty.security_mail, "");
  EXPECT_EQ(empty.issuers, Texts{"01"});
  EXPECT_EQ(empty.status, OfficeStatus::active);
}

TEST_F(Ledger, AnAbsentColumnSaysNothing) {
  const LedgerEntry bare = entry("事業所名,事業所番号\n請求事業所A,1311111111\n");
  EXPECT_EQ(bare.number.text(), "1311111111");
  EXPECT_EQ(bare.name_kana, std::nullopt);
  EXPECT_EQ(bare.postcode, std::nullopt);
  EXPECT_EQ(bare.address, std::nullopt);
  EXPECT_EQ(bare.phone, std::nullopt);
  EXPECT_EQ(bare.security_mail, std::nullopt);
  EXPECT_EQ(bare.issuers, std::nullopt);
  EXPECT_EQ(bare.status, std::nullopt);
}

TEST_F(Ledger, TheMinistrysOpenDataIsRecognised) {
  const LedgerEntry open = entry(
      "\xEF\xBB\xBF都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,"
      "サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,"
      "事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,高齢者の方と障害者の方が同時一体的に"
      "利用できるサービス,介護保険の通常の指定基準を満たしている,障害福祉の通常の指定基準を"
      "満たしている,備考\r\n"
      "011096,0110412467,北海道,札幌市手稲区,イムス札幌,イムスサッポロ,通所リハビリテーション,"
      "札幌市手稲区前田2条10丁目　クリーンビル,クリーンビル,43.1,141.2,011-000-0000,,,,0110412467,"
      ",,,,,,,\r\n");
  EXPECT_EQ(open.number.text(), "0110412467");
  EXPECT_EQ(open.name, "イムス札幌");
  EXPECT_EQ(open.name_kana, "イムスサッポロ");
  EXPECT_EQ(open.address, "札幌市手稲区前田2条10丁目　クリーンビル");
  EXPECT_EQ(open.phone, "011-000-0000");
  EXPECT_EQ(open.postcode, std::nullopt);
  EXPECT_EQ(open.issuers, std::nullopt);
}

TEST_F(Ledger, WithoutNumberOrNameIsNoLedger) {
  CsvReader reader(directory_.write("ledger.csv", "住所,電話番号\n"));
  const auto errors = std::get<ItemErrors>(LedgerFormat::recognise(reader));
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].field, "事業所番号");
  EXPECT_EQ(errors[1].field, "事業所名");
}

TEST_F(Ledger, AllErrorsOfARowComeAtOnce) {
  EXPECT_EQ(errors(std::string(kOwnHeader) +
                   "131111111,請求,カナ,26300,住所,電話,no-address,99,廃業\r\n"),
            (Texts{"事業所番号=131111111", "郵便番号=26300",
                   "セキュリティ用メールアドレス=no-address", "状態=廃業", "発行都道府県=99"}));
}

TEST_F(Ledger, ALineBreakInAFieldIsABlank) {
  const LedgerEntry broken =
      entry("事業所番号,事業所名,住所\n1311111111,\"請求\n事業所\",\"東京\t都\r\n港区\"\n");
  EXPECT_EQ(broken.name, "請求 事業所");
  EXPECT_EQ(broken.address, "東京 都 港区");
}

TEST_F(Ledger, AControlCharacterIsAnErrorWithoutItsText) {
  EXPECT_EQ(errors("事業所番号,事業所名,住所\n1311111111,請求\x07,東京\x1B都\n"),
            (Texts{"事業所名=", "住所="}));
}

TEST_F(Ledger, NoValueIsAnEmptyText) {
  const LedgerEntry none =
      entry(std::string(kOwnHeader) + "1311111111,#N/A,-,000-0000,不明,0,NULL,,\r\n");
  EXPECT_EQ(none.name, "");
  EXPECT_EQ(none.name_kana, "");
  EXPECT_EQ(none.postcode, "");
  EXPECT_EQ(none.address, "");
  EXPECT_EQ(none.phone, "");
  EXPECT_EQ(none.security_mail, "");
}

TEST_F(Ledger, WhatASpreadsheetDamagedIsAnError) {
  EXPECT_EQ(errors(std::string(kOwnHeader) + "1.37E+09,A,,,,,,,\r\n"),
            Texts{"事業所番号=1.37E+09"});
  EXPECT_EQ(errors(std::string(kOwnHeader) + "110412467,A,,600001,,312345678,,,\r\n"),
            (Texts{"事業所番号=110412467", "電話番号=312345678", "郵便番号=600001"}));
}

TEST_F(Ledger, WhatNobodySeesIsNotThere) {
  const LedgerEntry unseen = entry(
      "\xEF\xBB\xBF事業所番号\u200B,\u00A0事業所名,住所,セキュリティ用メールアドレス,状態\n"
      "\uFEFF1311111111\u00A0,か\u3099くえん\u200B,千代田\u00A0第一\u200Bビル,"
      "\u200Bjimu@exam\u200Bple.jp\u00A0,有効\u00A0\n");
  EXPECT_EQ(unseen.number.text(), "1311111111");
  EXPECT_EQ(unseen.name, "がくえん");
  EXPECT_EQ(unseen.address, "千代田 第一ビル");
  EXPECT_EQ(unseen.security_mail, "jimu@example.jp");
  EXPECT_EQ(unseen.status, OfficeStatus::active);
}

TEST_F(Ledger, ATextThatIsTooLongIsAnError) {
  const auto row = [](int characters) {
    std::string name;
    for (int i = 0; i < characters; ++i)
      name += "酒";
    return "事業所番号,事業所名\n1311111111," + name + "\n";
  };
  EXPECT_EQ(entry(row(300)).name.size(), 900U);
  EXPECT_EQ(errors(row(301)), Texts{"事業所名="});
}

TEST_F(Ledger, IssuersAreCodesJoinedBySemicolons) {
  EXPECT_EQ(issuers(""), Texts{"13"});
  EXPECT_EQ(issuers("なし"), Texts{});
  EXPECT_EQ(issuers("13;14"), (Texts{"13", "14"}));
  EXPECT_EQ(issuers(" 13 ; 14 "), (Texts{"13", "14"}));
  EXPECT_EQ(issuers("１３；１４"), (Texts{"13", "14"}));
  EXPECT_EQ(issuers("1;9"), (Texts{"01", "09"}));  // Excel has eaten the zeros
}

TEST_F(Ledger, WhatIsNoListOfIssuersIsRefused) {
  for (const char* text : {"0", "48", "13;", ";13", "13,14", "東京", "なし;13", "013"}) {
    EXPECT_EQ(
        errors("事業所番号,事業所名,発行都道府県\n1311111111,A,\"" + std::string(text) + "\"\n"),
        Texts{"発行都道府県=" + std::string(text)});
  }
}

TEST_F(Ledger, OuterSpacesOfATextGo) {
  const LedgerEntry spaced = entry("事業所番号,事業所名\n　1311111111 ,　請求　事業所 \n");
  EXPECT_EQ(spaced.number.text(), "1311111111");
  EXPECT_EQ(spaced.name, "請求　事業所");
}

}  // namespace
}  // namespace saihakko
