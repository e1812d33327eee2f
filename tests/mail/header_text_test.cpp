#include "core/mail/header_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/mail/base64.hpp"
#include "core/mail/mail_error.hpp"

namespace saihakko {
namespace {

TEST(Base64, GivesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFB\xEF\xFF"), "++//");
}

TEST(Header, ShortAsciiStaysPlain) {
  EXPECT_EQ(unstructured_header("Subject", "Test of saihakko"), "Subject: Test of saihakko\r\n");
  EXPECT_EQ(unstructured_header("Subject", ""), "Subject:\r\n");
  const std::string fits(69, 'x');
  EXPECT_EQ(unstructured_header("Subject", fits), "Subject: " + fits + "\r\n");
}

TEST(Header, WhatLooksLikeAnEncodedWordIsEncoded) {
  EXPECT_EQ(unstructured_header("Subject", "=?UTF-8?B?YQ==?="),
            "Subject: =?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?=\r\n");
}

TEST(Header, SpaceAtABorderIsKeptByEncoding) {
  EXPECT_EQ(unstructured_header("Subject", " a"), "Subject: =?UTF-8?B?IGE=?=\r\n");
  EXPECT_EQ(unstructured_header("Subject", "a "), "Subject: =?UTF-8?B?YSA=?=\r\n");
}

TEST(Header, LongAsciiIsEncodedAndFolded) {
  EXPECT_EQ(unstructured_header("Subject", std::string(70, 'x')),
            "Subject: =?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4?=\r\n"
            " =?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA==?=\r\n");
}

TEST(Header, AMailboxWithoutANameIsTheBareAddress) {
  EXPECT_EQ(mailbox_header("To", "", "a@example.jp"), "To: a@example.jp\r\n");
}

TEST(Header, AnAsciiNameIsQuoted) {
  EXPECT_EQ(mailbox_header("From", "Sai \"Hakko\" \\, Ltd.", "a@example.jp"),
            "From: \"Sai \\\"Hakko\\\" \\\\, Ltd.\" <a@example.jp>\r\n");
}

TEST(Header, TheAddressGoesToALineOfItsOwnWhenTheNameIsLong) {
  const std::string address(40, 'a');
  EXPECT_EQ(mailbox_header("From", std::string(60, 'n'), address + "@example.jp"),
            "From: \"" + std::string(60, 'n') + "\"\r\n <" + address + "@example.jp>\r\n");
}

TEST(Address, DotsThatAreNoDotAtomAreQuoted) {
  EXPECT_EQ(address_for_header("To", "a.b@example.jp"), "a.b@example.jp");
  EXPECT_EQ(address_for_header("To", "a..b.@docomo.ne.jp"), "\"a..b.\"@docomo.ne.jp");
  EXPECT_EQ(address_for_header("To", ".a@ezweb.ne.jp"), "\".a\"@ezweb.ne.jp");
  EXPECT_EQ(address_for_header("To", "a.@ezweb.ne.jp"), "\"a.\"@ezweb.ne.jp");
  EXPECT_EQ(address_for_header("To", "a,b@example.jp"), "\"a,b\"@example.jp");
  EXPECT_EQ(address_for_header("To", "saihakko@localhost"), "saihakko@localhost");
}

TEST(Address, WhatCouldChangeTheRecipientIsRefused) {
  for (const char* address :
       {"",          "a",           "@b",    "a@",     "a@b@c",         "a b@c",
        "a@b c",     "a>@b",        "<a@b>", "a\"b@c", "a\\@b",         "a@b>,<c",
        "a@b,c@d",   "a@.b",        "a@b.",  "a@b..c", "a@[127.0.0.1]", "あ@b.jp",
        "a@日本.jp", "a\r\nRCPT@b", "a@b\n"}) {
    EXPECT_THROW(address_for_header("To", address), MailError) << address;
  }
}

TEST(Address, LengthsAreThoseOfRfc5321) {
  const std::string domain = std::string(180, 'd') + ".example";
  EXPECT_EQ(address_for_header("To", std::string(64, 'a') + "@" + domain).size(), 253U);
  EXPECT_THROW(address_for_header("To", std::string(65, 'a') + "@b"), MailError);
  EXPECT_THROW(address_for_header("To", "aa" + std::string(62, 'a') + "@dd" + domain), MailError);
}

TEST(Address, AnErrorNamesTheHeaderNeverTheValue) {
  try {
    address_for_header("Reply-To", "secret person@example.jp");
    FAIL();
  } catch (const MailError& error) {
    EXPECT_STREQ(error.what(), "Reply-To: メールアドレスとして書けません");
  }
}

}  // namespace
}  // namespace saihakko
