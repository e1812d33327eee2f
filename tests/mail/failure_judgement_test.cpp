#include "core/mail/failure_judgement.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace saihakko {
namespace {

using enum BounceCause;

struct Case {
  const char* status;
  const char* reply;
  BounceCause cause;
  bool bad;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const auto judged = judge_failure(one.status, one.reply, one.reply);
    EXPECT_EQ(to_text(judged.cause), to_text(one.cause)) << one.status << " " << one.reply;
    EXPECT_EQ(judged.address_is_bad, one.bad) << one.status << " " << one.reply;
  }
}

TEST(FailureJudgement, AStatusThatNamesTheAddressMakesItBad) {
  expect({{"5.1.1", "", no_mailbox, true},
          {"5.1.2", "", no_domain, true},
          {"5.1.3", "", no_mailbox, true},
          {"5.1.6", "", mailbox_closed, true},
          {"5.1.10", "", no_mailbox, true},
          {"5.2.1", "", mailbox_closed, true}});
}

TEST(FailureJudgement, OneAboutTheSenderOurHostAPolicyOrTheMailboxDoesNot) {
  expect({{"5.1.0", "", unknown, false},
          {"5.1.7", "", our_domain, false},
          {"5.1.8", "", our_domain, false},
          {"5.2.2", "", mailbox_full, false},
          {"5.3.4", "", too_large, false},
          {"5.7.1", "", content, false},
          {"5.7.25", "", our_host, false},
          {"5.7.26", "", our_domain, false},
          {"5.4.7", "", unreachable, false},
          {"5.0.0", "", unknown, false}});
}

TEST(FailureJudgement, WordsDecideWhereTheStatusIsGeneral) {
  expect({{"5.0.0", "550 User unknown", no_mailbox, true},
          {"5.3.0", "553 No such user here", no_mailbox, true},
          {"5.5.0", "554 invalid mailbox", no_mailbox, true},
          {"5.1.0", "550 unknown recipient", no_mailbox, true},
          {"5.0.0", "Host unknown (Name server: host not found)", no_domain, true},
          {"5.0.0", "550 account disabled", mailbox_closed, true},
          {"5.0.0", "宛先のユーザーが見つかりません", no_mailbox, true},
          {"5.0.0", "550 宛先不明です", no_mailbox, true}});
}

TEST(FailureJudgement, WordsAboutOurSideOrAFullMailboxKeepAnAddressGood) {
  expect({{"5.1.1", "550 5.7.1 IP address blacklisted by recipient", our_host, false},
          {"5.1.1", "550 mailbox full", mailbox_full, false},
          {"5.0.0", "550 Recipient address rejected: blocked using a block list", our_host, false},
          {"5.0.0", "550 SPF check failed", our_domain, false},
          {"5.1.1", "550 Sender address rejected: user unknown", our_domain, false},
          {"5.0.0", "554 Relaying denied", relay_denied, false},
          {"5.0.0", "550 SMTP AUTH is required", relay_denied, false},
          {"5.0.0", "550 送信元のドメインが存在しません", our_domain, false},
          {"5.0.0", "554 Email address is not verified", our_domain, false},
          {"5.4.5", "550 5.4.5 Daily sending limit exceeded", our_host, false},
          {"5.0.0", "452 too many connections", too_many, false}});
}

TEST(FailureJudgement, AStatusThatContradictsTheWordsKeepsAnAddressGood) {
  expect({{"5.7.1", "554 5.7.1 Recipient address rejected: User unknown", content, false},
          {"5.2.0", "550 Unknown user", unknown, false},
          {"5.2.2", "550 user unknown", mailbox_full, false}});
}

TEST(FailureJudgement, TheGenericTextOfA550IsNoProofOfADeadMailbox) {
  expect({{"5.0.0", "550 mailbox unavailable", unknown, false},
          {"5.0.0", "550 Requested action not taken: mailbox unavailable", unknown, false},
          {"5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable", no_mailbox, true},
          {"5.1.1", "550 5.1.1 mailbox unavailable", no_mailbox, true}});
}

TEST(FailureJudgement, WordsOfTheSessionOrOfTheSendersAccountAreNotAboutTheAddress) {
  expect({{"5.5.1", "500 5.5.1 Command not recognized", unknown, false},
          {"5.5.1", "503 5.5.1 unknown user command", unknown, false},
          {"5.0.0", "502 unrecognized command", unknown, false},
          {"5.0.0", "554 connection terminated", unknown, false},
          {"5.0.0", "550 TLS 1.0 is no longer supported", unknown, false},
          {"5.4.6", "554 5.4.6 Account suspended", our_host, false},
          {"5.2.2", "552 5.2.2 sending quota exceeded", our_host, false},
          {"5.2.1", "550 5.2.1 Account suspended", mailbox_closed, true}});
}

TEST(FailureJudgement, AResolverThatSaysTryAgainHasNotSaidThatThereIsNoDomain) {
  expect({{"5.0.0", "Name service error for name=a.jp type=MX: Host not found, try again",
           unreachable, false},
          {"5.0.0", "Name server: a.jp.: host name lookup failure", unreachable, false},
          {"5.0.0", "Host or domain name not found", no_domain, true}});
}

TEST(FailureJudgement, AReplyToMailOrToTheTextSaysNothingOfTheAddress) {
  expect({{"5.0.0", "550 unknown user (in reply to end of DATA\n command)", no_mailbox, false},
          {"5.0.0", "after MAIL FROM:<a@b>: 553 a.example.jp does not exist", our_domain, false},
          {"5.0.0", "after RCPT TO:<a@b>: 550 unknown user", no_mailbox, true}});
}

TEST(FailureJudgement, ClassFourIsNeverBad) {
  expect({{"4.1.1", "450 4.1.1 user unknown", no_mailbox, false},
          {"4.4.1", "connection timed out", unreachable, false}});
}

TEST(FailureJudgement, WhatStandsAroundAReplyCountsOnlyWhereTheReplySaysNothing) {
  EXPECT_EQ(judge_failure("5.0.0", "554 go away", "our mailbox is full of spam").cause,
            mailbox_full);
  EXPECT_EQ(judge_failure("5.2.2", "554 go away", "user unknown").cause, mailbox_full);
}

}  // namespace
}  // namespace saihakko
