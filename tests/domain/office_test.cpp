#include "core/domain/office.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace saihakko {
namespace {

std::string parsed(std::string_view text) {
  return parse_postcode(text).value_or("refused");
}

TEST(Postcode, IsReadAsLedgersWriteIt) {
  for (const char* text :
       {"2630023", "263-0023", "〒263-0023", "２６３－００２３", "〒２６３００２３", " 263 0023 ",
        "263‐0023", "263−0023", "263―0023", "263₋0023", "263⁻0023", "263ー0023", "263–0023"}) {
    EXPECT_EQ(parsed(text), "2630023") << text;
  }
}

TEST(Postcode, NothingIsUnknownAndNoFault) {
  EXPECT_EQ(parsed(""), "");
  EXPECT_EQ(parsed("　"), "");
  EXPECT_EQ(parsed("〒"), "");
}

TEST(Postcode, WhatIsNoneIsRefused) {
  for (const char* text :
       {"263002", "26300230", "263-002A", "二六三", "263/0023", "263-0023 千葉"}) {
    EXPECT_EQ(parsed(text), "refused") << text;
  }
}

TEST(Postcode, IsPrintedWithItsHyphen) {
  EXPECT_EQ(postcode_text("2630023"), "263-0023");
  EXPECT_EQ(postcode_text(""), "");
}

}  // namespace
}  // namespace saihakko
