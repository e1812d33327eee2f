#include "core/domain/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {
namespace {

TEST(Utf8, EveryPlaneComesBack) {
  const std::string text = "A\u00E9\u20AC\u9152\U00020BB7\U0010FFFF";
  const auto decoded = decode_utf8(text);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, U"A\u00E9\u20AC\u9152\U00020BB7\U0010FFFF");
  EXPECT_EQ(encode_utf8(*decoded), text);
  EXPECT_EQ(decode_utf8(""), std::u32string());
}

TEST(Utf8, TheBordersOfEachLengthComeBack) {
  for (const char32_t c : {U'\u0001', U'\u007F', U'\u0080', U'\u07FF', U'\u0800', U'\uD7FF',
                           U'\uE000', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    EXPECT_EQ(decode_utf8(encode_utf8(std::u32string(1, c))), std::u32string(1, c))
        << code_point_name(c);
  }
}

TEST(Utf8, MalformedFormsAreRefused) {
  const std::vector<std::string> malformed{
      "\x80",              // a continuation alone
      "\xC3",              // cut after the lead
      "\xE9\x85",          // cut inside
      "\xF0\xA0\xAE",      // cut inside
      "\xC0\xAF",          // overlong /
      "\xC1\xBF",          // overlong
      "\xE0\x9F\xBF",      // overlong
      "\xF0\x8F\xBF\xBF",  // overlong
      "\xED\xA0\x80",      // a surrogate
      "\xED\xBF\xBF",      // a surrogate
      "\xF4\x90\x80\x80",  // above U+10FFFF
      "\xF5\x80\x80\x80",
      "\xFE",
      "\xFF",
      "\xC3(",             // no continuation
      "\x8E\xF0\x8B\x96",  // CP932
  };
  for (const std::string& text : malformed) {
    EXPECT_FALSE(decode_utf8(text).has_value()) << ::testing::PrintToString(text);
    EXPECT_FALSE(decode_utf8("酒" + text).has_value()) << ::testing::PrintToString(text);
    EXPECT_TRUE(has_control_character(text)) << ::testing::PrintToString(text);
  }
}

TEST(Utf8, ControlCharactersAndSeparatorsAreFound) {
  for (const char* text :
       {"a\nb", "a\rb", "\t", "\x1B", "\x7F", "a\u0080", "\u009F", "\u2028", "\u2029"}) {
    EXPECT_TRUE(has_control_character(text)) << ::testing::PrintToString(text);
  }
  EXPECT_TRUE(has_control_character(std::string_view("a\0b", 3)));
  for (const char* text : {"", "東京都 千代田区", "　", "\u00A0", "𠮷野家", "~"}) {
    EXPECT_FALSE(has_control_character(text)) << text;
  }
}

TEST(Utf8, ControlCharactersAndBrokenBytesAreReplaced) {
  EXPECT_EQ(without_control_characters("\x1B[2J東京都\r\n千代田区\u2028"),
            "\uFFFD[2J東京都\uFFFD\uFFFD千代田区\uFFFD");
  EXPECT_EQ(without_control_characters("a\xFF\xE3\x81z"), "a\uFFFD\uFFFD\uFFFDz");
  EXPECT_EQ(without_control_characters("𠮷野家　"), "𠮷野家　");
  EXPECT_EQ(without_control_characters(""), "");
}

TEST(Utf8, ACodePointIsNamedAsTheStandardNamesIt) {
  EXPECT_EQ(code_point_name(U'A'), "U+0041");
  EXPECT_EQ(code_point_name(U'剥'), "U+5265");
  EXPECT_EQ(code_point_name(U'𠮷'), "U+20BB7");
}

TEST(Utf8, IsSplitBetweenCharactersOnly) {
  using Pieces = std::vector<std::string_view>;
  EXPECT_EQ(split_utf8("", 4), Pieces());
  EXPECT_EQ(split_utf8("abcdef", 4), (Pieces{"abcd", "ef"}));
  EXPECT_EQ(split_utf8("酒酒酒", 4), (Pieces{"酒", "酒", "酒"}));
  EXPECT_EQ(split_utf8("酒酒酒", 7), (Pieces{"酒酒", "酒"}));
  EXPECT_EQ(split_utf8("a𠮷b", 4), (Pieces{"a", "𠮷", "b"}));
}

}  // namespace
}  // namespace saihakko
