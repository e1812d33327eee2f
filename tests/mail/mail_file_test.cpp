#include "core/mail/mail_file.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace saihakko {
namespace {

using Mails = std::vector<std::string_view>;

TEST(MailFile, IsOneMailUnlessItsFirstLineIsThatOfAnMbox) {
  EXPECT_EQ(mails_in_file(""), Mails{""});
  const std::string plain = "From: a@b\n\nText\n\nFrom c@d Sun Nov 29 09:30:00 2026\nTo: e\n";
  EXPECT_EQ(mails_in_file(plain), Mails{plain});
  const std::string letter = "From our side: at 9 o'clock\n\nFrom me\n";
  EXPECT_EQ(mails_in_file(letter), Mails{letter});
}

TEST(MailFile, EachLineOfAnMboxThatHasATimeBeginsAMail) {
  for (const std::string end : {"\n", "\r\n"}) {
    const std::string first =
        "From - Sun Nov 29 09:30:00 2026" + end + "To: a" + end + end + "From here on" + end + end;
    const std::string second = "From MAILER-DAEMON Mon Nov 30 9:31 2026" + end + "To: b" + end +
                               "From x at 10:00" + end + end + "Text";
    EXPECT_EQ(mails_in_file(first + second), (Mails{first, second}));
  }
}

TEST(MailFile, WhatAnEditorLeavesAtTheBeginningIsNoPartOfIt) {
  EXPECT_EQ(mails_in_file("\xEF\xBB\xBF"
                          "To: a\n"),
            Mails{"To: a\n"});
  EXPECT_EQ(mails_in_file("\xEF\xBB\xBF\r\n \n\nTo: a\n\nb"), Mails{"To: a\n\nb"});
  EXPECT_EQ(mails_in_file("\n\n"), Mails{""});
}

}  // namespace
}  // namespace saihakko
