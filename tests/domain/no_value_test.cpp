#include "core/domain/no_value.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

TEST(NoValue, WhatSpreadsheetsAndDatabasesWriteForNothing) {
  for (const char* text :
       {"",       " ",      "　",        "\u200B",   "#N/A", "#REF!",    "#VALUE!", "#DIV/0!",
        "#NAME?", "#NULL!", "#NUM!",     "＃Ｎ／Ａ", "#n/a", "########", "Err:502", "NULL",
        "null",   "(NULL)", "<null>",    "\\N",      "None", "nil",      "NaN",     "N/A",
        "n/a",    "NA",     "undefined", "unknown",  "TBD"}) {
    EXPECT_TRUE(is_no_value(text)) << text;
  }
}

TEST(NoValue, WhatPeopleWriteForNothing) {
  for (const char* text : {"-",
                           "－",
                           "―",
                           "ー",
                           "‐",
                           "--",
                           ".",
                           "。",
                           "…",
                           "***",
                           "?",
                           "？",
                           "/",
                           "0",
                           "０",
                           "00",
                           "〒",
                           "000-0000",
                           "〒000-0000",
                           "０００－００００",
                           "999-9999",
                           "9999999",
                           "111-1111",
                           "0000000000",
                           "00-0000-0000",
                           "99-9999-9999",
                           "不明",
                           "(不明)",
                           "「不明」",
                           "不明。",
                           "未定",
                           "未登録",
                           "なし",
                           "無し",
                           "ナシ",
                           "該当なし",
                           "空白",
                           "同上"}) {
    EXPECT_TRUE(is_no_value(text)) << text;
  }
}

TEST(NoValue, ErrorsOfSpreadsheetsAreTold) {
  EXPECT_TRUE(is_spreadsheet_error("#N/A"));
  EXPECT_TRUE(is_spreadsheet_error("＃ＲＥＦ！"));
  EXPECT_FALSE(is_spreadsheet_error("00"));
  EXPECT_FALSE(is_spreadsheet_error("不明"));
}

TEST(NoValue, NamesAddressesPostcodesAndPhonesAreValues) {
  for (const char* text : {"訪問介護ステーションあおぞら",
                           "東京都千代田区千代田1-1",
                           "なしの花",
                           "梨",
                           "不明町1",
                           "7",
                           "1-1",
                           "100-0001",
                           "1000001",
                           "03-0000-0001",
                           "0312345678",
                           "090-1111-1111",
                           "NPO法人",
                           "Naドーム",
                           "A",
                           "ん",
                           "0番街",
                           "無量寿会",
                           "jimu@example.jp",
                           "none@example.jp",
                           "○○会",
                           "ケア・ゼロ"}) {
    EXPECT_FALSE(is_no_value(text)) << text;
  }
}

TEST(NoValue, AValueIsKeptClean) {
  EXPECT_EQ(value_in(" 東京都\u00A0港区\u200B\n"), "東京都 港区");
  EXPECT_EQ(value_in("\u00A0#N/A "), "");
}

}  // namespace
}  // namespace saihakko
