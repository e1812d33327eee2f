#include "core/domain/serial_number.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/domain/serial_set.hpp"

namespace saihakko {
namespace {

std::string parsed(char letter, std::string_view text) {
  return parse_serial_number(letter, text).value_or("refused");
}

// Check digits worked out with an independent program for ISO/IEC 7064 MOD 11,10; the standard's
// own example is 0794, check digit 5.
TEST(SerialNumber, IsALetterEightDigitsAndACheckDigit) {
  EXPECT_EQ(serial_number('R', 1), "R000000011");
  EXPECT_EQ(serial_number('R', 2), "R000000020");
  EXPECT_EQ(serial_number('R', 10), "R000000100");
  EXPECT_EQ(serial_number('N', 12'345'678), "N123456788");
  EXPECT_EQ(serial_number('N', 99'999'999), "N999999995");
}

TEST(SerialNumber, WhatWasWrittenIsReadAgain) {
  for (std::int64_t serial = 1; serial < 99'999'999; serial = serial * 3 + 1) {
    const std::string number = serial_number('R', serial);
    EXPECT_EQ(parsed('R', number), number);
  }
}

TEST(SerialNumber, EveryWrongDigitIsNoticed) {
  for (const std::int64_t serial : {1, 794, 20'261'122, 99'999'999}) {
    const std::string right = serial_number('R', serial);
    for (std::size_t i = 1; i < right.size(); ++i) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string wrong = right;
        wrong[i] = digit;
        EXPECT_EQ(parsed('R', wrong), digit == right[i] ? right : "refused") << wrong;
      }
    }
  }
}

TEST(SerialNumber, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parsed('R', "r000000011"), "R000000011");
  EXPECT_EQ(parsed('R', "Ｒ０００００００１１"), "R000000011");
  EXPECT_EQ(parsed('R', " R0000-0001-1　"), "R000000011");
  EXPECT_EQ(parsed('R', "R 0000 0001 1"), "R000000011");
}

TEST(SerialNumber, AnotherLetterIsAnotherNumber) {
  EXPECT_EQ(parsed('N', serial_number('R', 1)), "refused");
  EXPECT_EQ(parsed('R', serial_number('N', 1)), "refused");
}

TEST(SerialNumber, WhatIsNotShapedLikeOneIsRefused) {
  for (const char* text : {"", "R", "R00000001", "R0000000111", "0000000011", "R00000001A",
                           "RR00000011", "R000000011 R000000011"}) {
    EXPECT_EQ(parsed('R', text), "refused") << text;
  }
}

TEST(SerialNumber, GivesItsSerialBack) {
  for (const std::int64_t serial : {std::int64_t{1}, std::int64_t{10'203'040}, kLastSerial}) {
    EXPECT_EQ(serial_in(serial_number(kNoticeLetter, serial)), serial);
  }
}

TEST(SerialSet, HoldsWhatWasAddedFromTheFirstToTheLast) {
  SerialSet set;
  set.add(1);
  set.add(kLastSerial);
  EXPECT_TRUE(set.holds(1));
  EXPECT_TRUE(set.holds(kLastSerial));
  EXPECT_FALSE(set.holds(2));
  EXPECT_FALSE(set.holds(kLastSerial - 1));
}

}  // namespace
}  // namespace saihakko
