#include "core/domain/spreadsheet_damage.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

TEST(SpreadsheetDamage, NumbersInAnotherFormAreTold) {
  for (const char* text : {"1.23457E+11", "1.23457e+11", "１．２３Ｅ＋１１", "1E+11", "1,23457E+11",
                           " 1.37E+09 ", "-1.5E-07", "1.37000E09"}) {
    EXPECT_NE(damaged_number(text).find("指数の形"), std::string::npos) << text;
  }
  for (const char* text : {"1370000018.0", "1,370,000,018"}) {
    EXPECT_NE(damaged_number(text).find("書き換えて"), std::string::npos) << text;
  }
}

TEST(SpreadsheetDamage, NumbersAsTheyAreGivenAreNot) {
  for (const char* text : {"", "123456789012", "1234-5678-9012", "12E10", "E+11", "AB123456789JP",
                           "1370000018", "13E0000018", "1.5", "1,2", "03-0000-0001"}) {
    EXPECT_EQ(damaged_number(text), "") << text;
  }
}

TEST(SpreadsheetDamage, ZerosThatWentAreTold) {
  EXPECT_NE(lost_zeros("110412467", 10, 1).find("先頭の0が落ちた"), std::string::npos);
  EXPECT_NE(lost_zeros("600001", 7, 2).find("7桁のはず"), std::string::npos);
  EXPECT_EQ(lost_zeros("1370000018", 10, 1), "");
  EXPECT_EQ(lost_zeros("26300", 7, 1), "");
  EXPECT_EQ(lost_zeros("11A412467", 10, 1), "");
}

}  // namespace
}  // namespace saihakko
