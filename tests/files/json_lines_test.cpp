#include "core/files/json_lines.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using nlohmann::json;
using std::string_literals::operator""s;

/// The object, or the refusal as `!` with sentence and detail.
std::string shown(const std::variant<json, JsonRefusal>& result) {
  if (const auto* refusal = std::get_if<JsonRefusal>(&result)) {
    return fmt::format("!{}{}", to_japanese(refusal->fault), refusal->detail);
  }
  return std::get<json>(result).dump();
}

JsonFault fault_of(std::string_view text) {
  const auto result = parse_json_object(text);
  EXPECT_TRUE(std::holds_alternative<JsonRefusal>(result)) << text << " gave " << shown(result);
  return std::get<JsonRefusal>(result).fault;
}

TEST(JsonObject, IsTakenAsItStands) {
  const std::string text =
      R"({"a":"あ𠮷","b":[1,-2,{"c":[true,null]}],"d":1.5,"e":{},"f":[],"g":""})";
  EXPECT_EQ(shown(parse_json_object(text)), text);
  EXPECT_EQ(shown(parse_json_object(" \t{ }\r\n")), "{}");
  EXPECT_EQ(shown(parse_json_object(R"({"a":"\u3042\ud842\udfb7\n"})")), R"({"a":"あ𠮷\n"})");
}

TEST(JsonObject, DuplicateKeysAreRefusedAtEveryLevel) {
  EXPECT_EQ(shown(parse_json_object(R"({"office_number":"1","office_number":"1"})")),
            "!同じ名前の項目が複数あります「office_number」");
  EXPECT_EQ(fault_of(R"({"a":{"b":1,"c":2,"b":3}})"), JsonFault::duplicate_key);
  EXPECT_EQ(fault_of(R"({"a":1,"\u0061":2})"), JsonFault::duplicate_key);
  EXPECT_EQ(shown(parse_json_object(R"({"a":{"b":1},"b":[{"b":1},{"b":2}]})")),
            R"({"a":{"b":1},"b":[{"b":1},{"b":2}]})");
}

TEST(JsonObject, FourLevelsAreTheLimit) {
  EXPECT_EQ(shown(parse_json_object(R"({"a":[{"b":[1]}]})")), R"({"a":[{"b":[1]}]})");
  EXPECT_EQ(fault_of(R"({"a":[{"b":[[]]}]})"), JsonFault::too_deep);
  EXPECT_EQ(fault_of(R"({"a":)" + std::string(1000000, '[')), JsonFault::too_deep);
  std::string many = R"({"a":[0)";
  for (int i = 0; i < 10'000; ++i)
    many += ",0";
  EXPECT_EQ(fault_of(many + "]}"), JsonFault::too_many_values);
}

TEST(JsonObject, IntegersKeepWithin53Bits) {
  EXPECT_EQ(shown(parse_json_object(R"({"a":9007199254740991,"b":-9007199254740991})")),
            R"({"a":9007199254740991,"b":-9007199254740991})");
  for (const char* text :
       {"9007199254740992", "-9007199254740992", "18446744073709551615", "18446744073709551616",
        "-9223372036854775809", "100000000000000000000000000000"}) {
    EXPECT_EQ(fault_of(fmt::format(R"({{"a":{}}})", text)), JsonFault::integer_too_large) << text;
  }
}

TEST(JsonObject, OnlyJsonIsJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           R"({"a")",
                           R"({"a":)",
                           R"({"a":1)",
                           R"({"a":1,})",
                           R"({'a':1})",
                           R"({a:1})",
                           R"({"a":NaN})",
                           R"({"a":Infinity})",
                           R"({"a":-Infinity})",
                           R"({"a":1e999})",
                           R"({"a":01})",
                           R"({"a":+1})",
                           R"({"a":.5})",
                           R"({"a":0x10})",
                           "{/* */}",
                           "{} // x\n{",
                           R"({"a":"\x"})",
                           R"({"a":"\ud842"})",
                           R"({"a":"\udfb7"})",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\t\"}"}) {
    const JsonFault fault = fault_of(text);
    EXPECT_TRUE(fault == JsonFault::not_json || fault == JsonFault::trailing_text) << text;
  }
}

TEST(JsonObject, NothingMayFollowIt) {
  for (const char* text : {"{} {}", "{}x", "{},", "{}]", "{}}", R"({"a":1}"b")"}) {
    EXPECT_EQ(fault_of(text), JsonFault::trailing_text) << text;
  }
}

TEST(JsonObject, OtherValuesAreNoObject) {
  for (const char* text : {"[]", "[{}]", "1", "-1", "1.5", "\"{}\"", "null", "true"}) {
    EXPECT_EQ(fault_of(text), JsonFault::not_object) << text;
  }
}

TEST(JsonObject, NulNeverCutsTheText) {
  EXPECT_EQ(fault_of("{\"a\":1}\0garbage"s), JsonFault::nul_character);
  EXPECT_EQ(fault_of("{\"a\":\"x\0y\"}"s), JsonFault::nul_character);
  EXPECT_EQ(fault_of(R"({"a":"x\u0000y"})"), JsonFault::nul_character);
  EXPECT_EQ(fault_of(R"({"a\u0000b":1})"), JsonFault::nul_character);
}

TEST(JsonObject, MalformedUtf8IsRefused) {
  EXPECT_EQ(fault_of("{\"a\":\"\xE3\x81\"}"), JsonFault::not_utf8);
  EXPECT_EQ(fault_of("{\"a\":\"\xED\xA0\x80\"}"), JsonFault::not_utf8);
  EXPECT_EQ(fault_of("{\"\x82\xA0\":1}"), JsonFault::not_utf8);
}

TEST(JsonObject, AReportNamesAKeyOnlyWhenItCanBeShown) {
  EXPECT_EQ(shown(parse_json_object("{\"a\\nb\":1,\"a\\nb\":2}")), "!同じ名前の項目が複数あります");
  const std::string key(61, 'k');
  EXPECT_EQ(shown(parse_json_object(fmt::format(R"({{"{0}":1,"{0}":2}})", key))),
            "!同じ名前の項目が複数あります");
}

class JsonLinesTest : public testing::Test {
 protected:
  static std::vector<std::string> rest_of(JsonLinesReader& reader) {
    std::vector<std::string> all;
    while (const auto line = reader.next()) {
      all.push_back(fmt::format("{}:{}", line->line, shown(line->content)));
    }
    return all;
  }

  ScratchDirectory scratch_;
};

using Lines = std::vector<std::string>;

TEST_F(JsonLinesTest, OneObjectALineWithBomCrlfAndBlankLines) {
  JsonLinesReader reader(
      scratch_.write("a.jsonl", "\xEF\xBB\xBF{\"a\":1}\r\n\r\n \t\n{\"a\":\"二\"}\n{}"));
  EXPECT_EQ(rest_of(reader), (Lines{"1:{\"a\":1}", "4:{\"a\":\"二\"}", "5:{}"}));
}

TEST_F(JsonLinesTest, ABadLineCostsItselfOnly) {
  JsonLinesReader reader(scratch_.write(
      "a.jsonl", "{\"a\":1\n{\"a\":\0}\n{\"a\":\"\x82\xA0\"}\n"s + "{\"a\":\"" +
                     std::string(kMaxLineBytes, 'x') + "\"}\n[]\n{} {}\n{\"a\":2}\n"));
  EXPECT_EQ(rest_of(reader),
            (Lines{"1:!JSONとして読めません7バイト目", "2:!NUL文字（0x00）が含まれています",
                   "3:!UTF-8として正しくない部分があります", "4:!行が長すぎます（2 MiBまで）",
                   "5:!JSONオブジェクトではありません",
                   "6:!JSONオブジェクトの後ろに余分な文字があります", "7:{\"a\":2}"}));
}

TEST_F(JsonLinesTest, GoesOnWhereAnEarlierReadingStopped) {
  const auto file = scratch_.write("a.jsonl", "{\"a\":1}\n\n{\"a\":2}\n{\"a\":3}\n");
  JsonLinesReader first(file);
  first.next();
  first.next();
  EXPECT_EQ(first.next_line(), 4);
  JsonLinesReader second(file);
  second.skip_to_line(first.next_line());
  EXPECT_EQ(rest_of(second), (Lines{"4:{\"a\":3}"}));
}

}  // namespace
}  // namespace saihakko
