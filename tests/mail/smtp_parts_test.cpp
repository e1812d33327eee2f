#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/mail/mail_error.hpp"
#include "core/mail/relay_address.hpp"
#include "core/mail/smtp_data.hpp"
#include "core/mail/smtp_extensions.hpp"
#include "core/mail/smtp_reply.hpp"

namespace saihakko {
namespace {

using std::string_literals::operator""s;

std::vector<std::string> texts_of(const std::string& bytes, std::size_t piece) {
  SmtpReplyParser parser;
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    parser.add(std::string_view(bytes).substr(at, piece));
    while (const auto reply = parser.take())
      texts.push_back(reply->text());
  }
  if (!parser.empty()) texts.emplace_back("rest");
  return texts;
}

std::string fault_of(const std::string& bytes) {
  try {
    SmtpReplyParser parser;
    parser.add(bytes);
    while (parser.take())
      continue;
  } catch (const SmtpReplyError& e) {
    return e.what();
  }
  return "";
}

TEST(SmtpReply, IsTheSameInWhateverPiecesItComes) {
  const std::string bytes = "250-a\r\n250-\r\n250 b c\r\n354\r\n550 5.1.1 no\n";
  const std::vector<std::string> whole{"250 a  b c", "354 ", "550 5.1.1 no"};
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    EXPECT_EQ(texts_of(bytes, piece), whole) << piece;
  }
  EXPECT_EQ(texts_of("250-a\r\n", 100), std::vector<std::string>{"rest"});
  EXPECT_EQ(texts_of("25", 100), std::vector<std::string>{"rest"});
}

TEST(SmtpReply, NonsenseIsRefusedAtItsFirstLine) {
  for (const char* line : {"hello\r\n", "25 a\r\n", "150 a\r\n", "650 a\r\n", "2x0 a\r\n", "\r\n",
                           "250_a\r\n", "250-a\r\n251 b\r\n", "2500 a\r\n"}) {
    EXPECT_NE(fault_of(line), "") << line;
  }
}

TEST(SmtpReply, WhatCameBeforeNonsenseCounts) {
  SmtpReplyParser parser;
  parser.add("250 a\r\nhello\r\n250 b\r\n");
  EXPECT_EQ(parser.take()->text(), "250 a");
  EXPECT_FALSE(parser.empty());
  EXPECT_THROW(parser.take(), SmtpReplyError);
  EXPECT_THROW(parser.take(), SmtpReplyError);
}

TEST(SmtpReply, LinesAndRepliesAreBounded) {
  EXPECT_EQ(fault_of("250 " + std::string(2000, 'a')), "");
  EXPECT_EQ(fault_of("250 " + std::string(2045, 'a')), "応答の行が長すぎます");
  std::string many;
  for (int i = 0; i < 20; ++i)
    many += "250-" + std::string(1000, 'a') + "\r\n";
  EXPECT_EQ(fault_of(many), "応答が長すぎます");
  many.clear();
  for (int i = 0; i < 100; ++i)
    many += "250 a\r\n";
  EXPECT_EQ(fault_of(many), "尋ねていない応答が続いています");
}

TEST(SmtpReply, TextIsOneCleanBoundedLine) {
  SmtpReplyParser parser;
  parser.add("550-a\x1b[31m\xff\r\n550 "s + std::string(900, 'x') + "\r\n");
  const std::string text = parser.take()->text();
  EXPECT_TRUE(text.starts_with("550 a\uFFFD[31m\uFFFD xxx")) << text;
  EXPECT_EQ(text.size(), 500U);
}

SmtpExtensions offered(const std::string& lines) {
  SmtpReplyParser parser;
  parser.add(lines);
  return SmtpExtensions::parse(*parser.take());
}

TEST(SmtpExtensions, AreReadInAnyCaseAndTheFirstLineIsNone) {
  EXPECT_EQ(offered("250-PIPELINING\r\n250-size 1000\r\n250-StartTLS\r\n250-X-OTHER\r\n"
                    "250-AUTH=LOGIN\r\n250-auth plain cram-md5\r\n250 8BITMIME\r\n")
                .text(),
            "SIZE=1000 8BITMIME STARTTLS AUTH=PLAIN AUTH=LOGIN");
  EXPECT_EQ(offered("250-x\r\n250-SIZE\r\n250-AUTH CRAM-MD5\r\n250 PIPELINING \r\n").text(),
            "PIPELINING SIZE");
  EXPECT_EQ(offered("250-x\r\n250 SIZE 0\r\n").limit, std::nullopt);
  EXPECT_EQ(offered("250-x\r\n250 SIZE -1\r\n").limit, std::nullopt);
  EXPECT_EQ(offered("250 x\r\n").text(), "");
}

TEST(SmtpData, DotsAreDoubledAndTheEndIsAdded) {
  EXPECT_EQ(smtp_data(""), ".\r\n");
  EXPECT_EQ(smtp_data("a\r\n.\r\n..b\r\n c.\r\n"), "a\r\n..\r\n...b\r\n c.\r\n.\r\n");
  EXPECT_EQ(smtp_data(".a"), "..a\r\n.\r\n");
}

TEST(SmtpData, WhatServersDisagreeAboutIsRefused) {
  for (const std::string& message : {"a\nb"s, "a\n.\nMAIL FROM:<x@y>\r\n"s, "a\rb\r\n"s, "a\r\r\n"s,
                                     "a\0b\r\n"s, "a\r\n.\r"s, std::string(999, 'a')}) {
    EXPECT_THROW(smtp_data(message), MailError) << message;
  }
  EXPECT_EQ(smtp_data(std::string(998, 'a')).size(), 998U + 5);
}

TEST(RelayAddress, IsANameOrAnAddressWithAPort) {
  EXPECT_EQ(RelayAddress::parse("mail.example.jp:25")->host, "mail.example.jp");
  EXPECT_EQ(RelayAddress::parse("[2001:db8::1]:465")->host, "2001:db8::1");
  EXPECT_EQ(RelayAddress::parse("[2001:db8::1]:465")->text(), "[2001:db8::1]:465");
  EXPECT_EQ(RelayAddress::parse("192.0.2.1:587")->port, 587);
  EXPECT_TRUE(RelayAddress::parse("192.0.2.1:587")->is_literal());
  EXPECT_FALSE(RelayAddress::parse("localhost:25")->is_literal());
  for (const char* text :
       {"", "localhost", "localhost:", ":25", "localhost:0", "localhost:65536", "localhost:25x",
        "2001:db8::1:25", "[2001:db8::1]", "[x]:25", "a b:25", "-a:25", "a..b:25", "日本:25"}) {
    EXPECT_FALSE(RelayAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace saihakko
