// The parts that a report is read by: status codes, fields of RFC 3464, what is returned, charsets.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/mail/charset.hpp"
#include "core/mail/delivery_status.hpp"
#include "core/mail/html_text.hpp"
#include "core/mail/report_sender.hpp"
#include "core/mail/returned_mail.hpp"
#include "core/mail/status_code.hpp"

namespace saihakko {
namespace {

using Marks = std::vector<std::string>;
using Action = RecipientStatus::Action;
using Standing = StatusCode::Standing;

TEST(StatusCode, OneInAReplyComesBeforeAReplyCodeAloneAndThatBeforeALooseNumber) {
  EXPECT_EQ(find_status("see 5.2.2; 450 later; 550 5.1.1 unknown").text, "5.1.1");
  EXPECT_EQ(find_status("see 5.2.2 of the manual. It said: 450 later").text, "4.0.0");
  EXPECT_EQ(find_status("the code is (5.2.2)").text, "5.2.2");
  EXPECT_EQ(find_status("the code is (5.2.2)").standing, Standing::alone);
}

TEST(StatusCode, StandsBehindItsReplyCodeInTheWaysThatServersWriteIt) {
  for (const char* text : {"550 5.1.1 no", "550-5.1.1 no", "550: 5.1.1 no", "554 554 5.1.1 no",
                           "smtp;550 5.1.1 no", "550 no such user (#5.1.1)", "'550 5.1.1 no'"}) {
    EXPECT_EQ(find_status(text).text, "5.1.1") << text;
    EXPECT_EQ(find_status(text).standing, Standing::after_reply) << text;
  }
  EXPECT_EQ(find_status("450 5.1.1 an odd server").text, "4.1.1") << "the reply code is firmer";
}

TEST(StatusCode, AddressesVersionsDatesAndNumbersInWordsAreNone) {
  for (const char* text : {"192.0.2.5", "[5.1.1.1]", "Exim 4.69", "version 4.8.5", "release 5.2.0",
                           "8.8.8", "5.1.2012", "x550 gone", "a.5.1.1", "5.1", "4.8.3.54",
                           "in 500seconds", "559 files", "mx-550 up", ""}) {
    EXPECT_EQ(find_status(text).text, "") << text;
  }
}

TEST(DeliveryStatus, CommentsAreNoPartOfAnActionAndUnknownWordsAreNone) {
  const auto one = [](const std::string& action) {
    return read_delivery_status("Action: " + action + "\nStatus: 5.1.1\n").at(0).action;
  };
  EXPECT_EQ(one("failed"), Action::failed);
  EXPECT_EQ(one("Failed (mailbox is gone)"), Action::failed);
  EXPECT_EQ(one("(once more) delayed"), Action::delayed);
  EXPECT_EQ(one("relayed"), Action::delivered);
  EXPECT_EQ(one("expired"), Action::other);
  EXPECT_EQ(one(""), Action::other);
}

TEST(DeliveryStatus, AFieldThatComesAgainBeginsTheNextRecipient) {
  const auto recipients = read_delivery_status(
      "Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; a@example.jp\r\nAction: failed\r\n\r\n"
      "Status: 5.2.2\r\nDiagnostic-Code: smtp; 552\r\n  full\r\n\r\n"
      "Original-Recipient: rfc822;\"a..b.\"@docomo.ne.jp\r\nFinal-Recipient: rfc822; "
      "<b@example.jp>\r\n"
      "Action: delivered\r\nStatus: 2.0.0\r\n");
  ASSERT_EQ(recipients.size(), 2U);
  EXPECT_EQ(recipients[0].final_recipient, "a@example.jp");
  EXPECT_EQ(recipients[0].original_recipient, "");
  EXPECT_EQ(recipients[0].diagnostic, "smtp; 552\nfull");
  EXPECT_EQ(recipients[1].original_recipient, "a..b.@docomo.ne.jp");
  EXPECT_EQ(recipients[1].final_recipient, "b@example.jp");
  EXPECT_EQ(recipients[1].status, "2.0.0");
}

TEST(DeliveryStatus, SendmailsActualRecipientIsTheLastInWhateverOrder) {
  const std::string final_line = "Final-Recipient: rfc822; office@a.jp\n";
  const std::string actual_line = "X-Actual-Recipient: rfc822; gone@b.jp\n";
  for (const auto& fields : {final_line + actual_line, actual_line + final_line}) {
    const auto recipients = read_delivery_status(fields + "Action: failed\n");
    ASSERT_EQ(recipients.size(), 1U);
    EXPECT_EQ(recipients[0].final_recipient, "gone@b.jp");
    EXPECT_EQ(recipients[0].original_recipient, "office@a.jp");
  }
  const auto program = read_delivery_status(final_line +
                                            "X-Actual-Recipient: X-Unix; |/bin/deliver\n"
                                            "Action: failed\n");
  EXPECT_EQ(program.at(0).final_recipient, "office@a.jp");
}

TEST(DeliveryStatus, IsBounded) {
  std::string content;
  for (int i = 0; i < 10'000; ++i)
    content += "Action: failed\nStatus: 5.1.1\n";
  EXPECT_EQ(read_delivery_status(content).size(), 16U);
}

TEST(ReturnedMail, AMarkStandsInAHeaderLineFoldedQuotedOrIndented) {
  Marks marks;
  add_marks(
      "Message-ID: <a.1@x>\n> message-id: <b.2@x>\n   Message-Id:\n    <c.3@x>\n"
      "X-Saihakko-Notice: <d.4@x>\nIn-Reply-To: <e.5@x>\nReferences: <f.6@x>\n"
      "The Message-ID: <g.7@x> of it\nMessage-ID: no mark\nMessage-ID: <a.1@x>\n",
      marks);
  EXPECT_EQ(marks, (Marks{"<a.1@x>", "<b.2@x>", "<c.3@x>", "<d.4@x>"}));
}

TEST(ReturnedMail, WhomItWasSentToStandsInToAlone) {
  std::vector<std::string> addresses;
  add_addressees("Cc: no@x.jp\n> To: Office <a@x.jp>\nTo:\n  b@x.jp\nFrom: c@x.jp\n", addresses);
  EXPECT_EQ(addresses, (std::vector<std::string>{"a@x.jp", "b@x.jp"}));
}

TEST(ReturnedMail, WordsEndWhereTheReturnedMailBegins) {
  EXPECT_EQ(system_words("It failed:\n550 no\n\nReceived: by a\nFrom: b\nTo: c\n\nuser unknown\n"),
            "It failed:\n550 no\n\n");
  EXPECT_EQ(system_words("Your message:\n  From: b\n  Message-ID: <a@b>\n  Subject: c\n\n"
                         "Could not be delivered:\n550 no\n"),
            "Your message:\n\nCould not be delivered:\n550 no\n");
  EXPECT_EQ(system_words("Subject: only two\nTo: headers\nare words\n"),
            "Subject: only two\nTo: headers\nare words\n");
}

MimePart headers(std::vector<std::pair<std::string, std::string>> of) {
  MimePart part;
  part.headers = std::move(of);
  return part;
}

TEST(ReportSender, MailSystemsAreKnownByNameInEachHeaderThatNamesASender) {
  for (const char* name : {"MAILER-DAEMON@a.jp", "Postmaster <x@a.jp>", "post_master@a.jp",
                           "Mail.Delivery.System@a.jp", "no-reply@a.dion.ne.jp"}) {
    for (const char* header : {"from", "return-path", "reply-to", "sender"}) {
      EXPECT_TRUE(is_signed_by_a_mail_system(headers({{header, name}}))) << header << name;
    }
  }
  EXPECT_FALSE(is_from_a_mail_system(headers({{"from", "Hinata <no-reply@a.jp>"}})));
  EXPECT_TRUE(is_from_a_mail_system(headers({{"return-path", "<>"}, {"from", "h@a.jp"}})));
  EXPECT_FALSE(is_signed_by_a_mail_system(headers({{"return-path", "<>"}, {"from", "h@a.jp"}})));
}

TEST(ReportSender, ASubjectSpeaksForASystemUnlessAPersonPassedItOn) {
  EXPECT_TRUE(is_signed_by_a_mail_system(
      headers({{"from", "a@a.jp"}, {"subject", "Undeliverable: your mail"}})));
  EXPECT_FALSE(is_signed_by_a_mail_system(
      headers({{"from", "a@a.jp"}, {"subject", "Fwd: Undeliverable: your mail"}})));
}

TEST(ReportSender, MailboxesThatAnswerByThemselvesAreKnown) {
  EXPECT_TRUE(is_automatic_answer(headers({{"auto-submitted", "auto-replied (vacation)"}})));
  EXPECT_TRUE(is_automatic_answer(headers({{"x-autoreply", "yes"}})));
  EXPECT_TRUE(is_automatic_answer(headers({{"subject", "=?UTF-8?B?6Ieq5YuV5b+c562U?= x"}})));
  EXPECT_TRUE(is_automatic_answer(headers({{"return-path", "<>"}, {"in-reply-to", "<a@b>"}})));
  EXPECT_FALSE(is_automatic_answer(headers({{"in-reply-to", "<a@b>"}})));
}

TEST(Charset, JapaneseMailIsReadWhateverItsNameSays) {
  MimePart part;
  part.content = "\x1b$B%f!<%6!<\x1b(B unknown";
  EXPECT_EQ(utf8_text(part), "ユーザー unknown");
  part.charset = "Shift_JIS";
  part.content = "\x83\x86\x81\x5b\x83\x55\x81\x5b";
  EXPECT_EQ(utf8_text(part), "ユーザー");
  part.charset = "euc-jp";
  part.content = "\xa5\xe6\xa1\xbc\xa5\xb6\xa1\xbc\xff";
  EXPECT_EQ(utf8_text(part), "ユーザー");
  EXPECT_EQ(decoded_words("=?ISO-2022-JP?B?GyRCIUobKEI=?= =?utf-8?Q?=E3=81=82_x?= end"),
            "（あ x end");
  EXPECT_EQ(decoded_words("=?utf-8?B?"), "=?utf-8?B?");
}

TEST(HtmlText, TagsGoAndLinesStay) {
  EXPECT_EQ(html_text("<p>Message-ID: &lt;a@b&gt;<br>x &amp; y</p><"),
            "\nMessage-ID: <a@b>\nx & y\n");
}

}  // namespace
}  // namespace saihakko
