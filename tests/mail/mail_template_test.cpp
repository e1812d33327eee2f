#include "core/mail/mail_template.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "core/files/durable_file.hpp"
#include "core/mail/mail_error.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using std::string_literals::operator""s;
using Values = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 3> kFields = {"number", "name", "note"};

class MailTemplateTest : public testing::Test {
 protected:
  MailTemplate loaded(std::string_view text) {
    return MailTemplate::load(scratch_.write("a.txt", text), kFields);
  }

  std::string body(std::string_view text, const Values& values) {
    return loaded("件名\n\n" + std::string(text)).render(values).body;
  }

  /// The message without the directory before the file's name.
  std::string load_error(std::string_view text) {
    try {
      loaded(text);
    } catch (const MailTemplateError& error) {
      const std::string what = error.what();
      return what.substr(what.find("a.txt"));
    }
    return "loaded";
  }

  std::string render_error(std::string_view text, const Values& values) {
    const MailTemplate mail = loaded(text);
    try {
      mail.render(values);
    } catch (const MailTemplateError& error) {
      const std::string what = error.what();
      return what.substr(what.find("a.txt"));
    }
    return "rendered";
  }

  ScratchDirectory scratch_;
};

TEST_F(MailTemplateTest, WhatIsKeptFromTheSubjectMayStandInTheBody) {
  constexpr std::array<std::string_view, 1> kKept = {"number"};
  const auto load = [&](std::string_view text) {
    return MailTemplate::load(scratch_.write("a.txt", text), kFields, kKept);
  };
  EXPECT_EQ(load("{{name}}\n\n{{number}}\n").render({{"name", "甲"}, {"number", "1"}}).body, "1\n");
  EXPECT_THROW(load("番号 {{number}}\n\n{{name}}\n"), MailTemplateError);
  EXPECT_THROW(load("番号{{#number}}あり{{/number}}\n\n{{name}}\n"), MailTemplateError);
}

TEST_F(MailTemplateTest, FillsSubjectAndBody) {
  const RenderedMail mail = loaded("受付 {{number}}\n\n{{name}}様 {{ number }}\n\n以上\n")
                                .render({{"number", "R1"}, {"name", "甲"}});
  EXPECT_EQ(mail.subject, "受付 R1");
  EXPECT_EQ(mail.body, "甲様 R1\n\n以上\n");
}

TEST_F(MailTemplateTest, TheVersionIsTheBeginningOfTheFilesSha256) {
  EXPECT_EQ(loaded("a\n\nb\n").version(), "770423513bd0765c");
  EXPECT_NE(loaded("a\r\n\r\nb\r\n").version(), loaded("a\n\nb\n").version());
}

TEST_F(MailTemplateTest, NothingIsEscaped) {
  EXPECT_EQ(body("{{name}}", {{"name", "<a> & \"b\" 'c'"}}), "<a> & \"b\" 'c'");
}

TEST_F(MailTemplateTest, ValuesAreDataAndNeverExpanded) {
  EXPECT_EQ(body("{{name}}/{{number}}",
                 {{"name", "{{number}}{{#x}}{{=<% %>=}}{{{number}}}{{>p}}"}, {"number", "1"}}),
            "{{number}}{{#x}}{{=<% %>=}}{{{number}}}{{>p}}/1");
  const RenderedMail mail =
      loaded("{{name}}\n\n{{number}}").render({{"name", "{{number}}"}, {"number", "1"}});
  EXPECT_EQ(mail.subject, "{{number}}");
}

TEST_F(MailTemplateTest, ASectionIsThereWhenItsValueIs) {
  const std::string text = "a\n{{#note}}\n\n備考\n{{note}}\n{{/note}}\nb\n";
  EXPECT_EQ(body(text, {{"note", "注"}}), "a\n\n備考\n注\nb\n");
  EXPECT_EQ(body(text, {{"note", ""}}), "a\nb\n");
  EXPECT_EQ(body(text, {}), "a\nb\n");
}

TEST_F(MailTemplateTest, AnInvertedSectionIsThereWhenItsValueIsNot) {
  const std::string text = "{{^note}}なし{{/note}}{{#note}}あり{{/note}}";
  EXPECT_EQ(body(text, {}), "なし");
  EXPECT_EQ(body(text, {{"note", ""}}), "なし");
  EXPECT_EQ(body(text, {{"note", "x"}}), "あり");
}

TEST_F(MailTemplateTest, RemarksAreLeftOut) {
  EXPECT_EQ(body("a\n{{! an unknown {field }}\nb\n", {}), "a\nb\n");
}

TEST_F(MailTemplateTest, BomAndCrlfArePassedOver) {
  const RenderedMail mail =
      loaded("\xEF\xBB\xBF件名\r\n\r\n{{name}}\r\n以上\r\n").render({{"name", "甲"}});
  EXPECT_EQ(mail.subject, "件名");
  EXPECT_EQ(mail.body, "甲\n以上\n");
}

TEST_F(MailTemplateTest, AnUnknownFieldIsNamedWithItsLine) {
  EXPECT_EQ(load_error("s\n\na\n{{name}} {{nmae}}\n"), "a.txt:4: 知らない項目 {{nmae}} です");
  EXPECT_EQ(load_error("{{user_id}}\n\na\n"), "a.txt:1: 知らない項目 {{user_id}} です");
  EXPECT_EQ(load_error("s\n\n{{#user_id}}x{{/user_id}}\n"),
            "a.txt:3: 知らない項目 {{#user_id}} です");
  EXPECT_EQ(load_error("s\n\n{{}}\n"), "a.txt:3: 知らない項目 {{}} です");
}

TEST_F(MailTemplateTest, OtherTagsOfMustacheAreRefused) {
  for (const char* tag : {"{{{name}}}", "{{&name}}", "{{>name}}", "{{=<% %>=}}", "{{.}}"}) {
    EXPECT_EQ(load_error("s\n\n"s + tag).find("a.txt:3: 知らない項目 "), 0U) << tag;
  }
}

TEST_F(MailTemplateTest, SectionsMustCloseInOrder) {
  EXPECT_EQ(load_error("s\n\na\n{{#name}}b\n"),
            "a.txt:4: {{#name}} に対する {{/name}} がありません");
  EXPECT_EQ(load_error("s\n\na\n{{/name}}b\n"),
            "a.txt:4: {{/name}} に対する {{#name}} がありません");
  EXPECT_EQ(load_error("s\n\n{{#name}}\n{{#note}}\n{{/name}}{{/note}}"),
            "a.txt:5: {{/name}} に対する {{#name}} がありません");
  EXPECT_EQ(load_error("{{#name}}\n\n{{/name}}"),
            "a.txt:1: {{#name}} に対する {{/name}} がありません");
  EXPECT_EQ(load_error("s\n\na {{name"), "a.txt:3: {{ に対する }} がありません");
}

TEST_F(MailTemplateTest, SubjectEmptyLineAndBodyMustBeThere) {
  EXPECT_EQ(load_error(""), "a.txt:1: 件名がありません");
  EXPECT_EQ(load_error("\n\nb\n"), "a.txt:1: 件名がありません");
  EXPECT_EQ(load_error("s"), "a.txt:2: 件名の次の行は空けてください");
  EXPECT_EQ(load_error("s\nb\n"), "a.txt:2: 件名の次の行は空けてください");
  EXPECT_EQ(load_error("s\n\n"), "a.txt:3: 本文がありません");
  EXPECT_EQ(load_error("s\n\n\n \n"), "a.txt:3: 本文がありません");
}

TEST_F(MailTemplateTest, ATemplateIsText) {
  EXPECT_EQ(load_error("s\n\na\n\x82\xA0\n"), "a.txt:4: 制御文字か、UTF-8でない文字があります");
  EXPECT_EQ(load_error("s\n\na\0\n"s), "a.txt:3: 制御文字か、UTF-8でない文字があります");
  EXPECT_EQ(load_error("s\rx\n\na\n"), "a.txt:1: 制御文字か、UTF-8でない文字があります");
}

TEST_F(MailTemplateTest, AFileThatCannotBeReadIsAFileError) {
  EXPECT_THROW(MailTemplate::load(scratch_.path() / "missing.txt", kFields), FileError);
  EXPECT_THROW(loaded("s\n\n" + std::string(65536, 'x')), FileError);
}

TEST_F(MailTemplateTest, AFieldThatTheTextNeedsMustHaveAValue) {
  EXPECT_EQ(render_error("s\n\na\n{{name}}\n", {}), "a.txt:4: name の値がありません");
  EXPECT_EQ(render_error("s\n\na\n{{name}}\n", {{"name", ""}}), "a.txt:4: name の値がありません");
  EXPECT_EQ(render_error("{{name}}\n\na\n", {}), "a.txt:1: name の値がありません");
  EXPECT_EQ(render_error("s\n\n{{#note}}{{name}}{{/note}}", {{"note", "1"}}),
            "a.txt:3: name の値がありません");
}

TEST_F(MailTemplateTest, AFieldInAPartThatDropsOutNeedsNone) {
  const std::string nested = "a{{#note}}{{#number}}{{name}}{{/number}}{{name}}{{/note}}b";
  EXPECT_EQ(body(nested, {{"number", "1"}}), "ab");
  EXPECT_EQ(body(nested, {}), "ab");
  EXPECT_EQ(body("a{{^note}}{{name}}{{/note}}b", {{"note", "1"}}), "ab");
  EXPECT_EQ(render_error("s\n\n{{#note}}x{{/note}}{{name}}", {}), "a.txt:3: name の値がありません");
}

TEST_F(MailTemplateTest, ValuesWithControlCharactersAreRefused) {
  for (const std::string& evil : {"a\nb"s, "a\rb"s, "a\0b"s, "a\u2028"s, "\xE3\x81"s}) {
    EXPECT_THROW(body("{{name}}", {{"name", evil}}), MailError);
  }
}

TEST_F(MailTemplateTest, AValueForAnUnknownFieldIsRefused) {
  EXPECT_EQ(render_error("s\n\na", {{"user_id", "KJ131311111111"}}),
            "a.txt: 知らない項目 user_id の値が渡されました");
}

}  // namespace
}  // namespace saihakko
