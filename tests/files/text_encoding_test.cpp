#include "core/files/text_encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace saihakko {
namespace {

TEST(Cp932Encoder, WritesWhatExcelReads) {
  Cp932Encoder encoder;
  EXPECT_EQ(encoder.encode("A,1"), "A,1");
  EXPECT_EQ(encoder.encode("①㈱髙\uFF5E\uFF0D"), "\x87\x40\x87\x8A\xFB\xFC\x81\x60\x81\x7C");
}

TEST(Cp932Encoder, ATwinOfTheSameLookStandsForTheJisCharacter) {
  Cp932Encoder encoder;
  EXPECT_EQ(encoder.encode("\u301C\u2212\u2016\u2014"), encoder.encode("\uFF5E\uFF0D\u2225\u2015"));
  EXPECT_EQ(encoder.encode("\u301C"), "\x81\x60");
}

TEST(Cp932Encoder, WritesOutWhatCp932DoesNotHave) {
  Cp932Encoder encoder;
  Cp932Decoder decoder;
  EXPECT_EQ(decoder.decode(encoder.encode("𠮷野 葛\U000E0100 ¥ \uE000 é")),
            "[U+20BB7]野 葛[U+E0100] [U+00A5] [U+E000] [U+00E9]");
}

}  // namespace
}  // namespace saihakko
