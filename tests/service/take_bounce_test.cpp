#include "core/service/mails/take_bounce.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/service/mails/suppression.hpp"
#include "core/service/mails/unmatched_bounces.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using Verdict = BounceReport::Verdict;

class TakeBounce : public ::testing::Test {
 protected:
  TakeBounce() {
    house_.outbox.queue_receipt(house_.database, application_, {}, kNow);
    house_.database.execute("UPDATE notices SET state = 'sent'");
    notice_ = notices_of_application(house_.database, application_.receipt_number).at(0);
  }

  BounceReport failure(BounceCause cause, bool bad, std::vector<std::string> marks) {
    BounceReport report;
    report.verdict = Verdict::failed;
    report.cause = cause;
    report.address_is_bad = bad;
    report.status = "5.0.0";
    report.diagnosis = "550 no";
    report.marks = std::move(marks);
    report.recipients = {notice_.recipient};
    return report;
  }
  BounceTaken take(const BounceReport& report, Instant now = kNow) {
    return take_bounce(house_.database, house_.actor, house_.key, report, 14, now);
  }
  NoticeState state() { return find_notice(house_.database, notice_.id)->state; }
  bool suppressed() {
    return suppressed_until(house_.database, house_.key, notice_.recipient, kNow).has_value();
  }
  std::vector<Finding> findings() { return findings_of(house_.database, application_.id); }

  Application reviewed() {
    house_.add_office();
    return house_.reviewed();
  }

  House house_;
  Application application_ = reviewed();
  Notice notice_;
};

TEST_F(TakeBounce, AFailureNamesItsCauseToTheReviewerAndKeepsAGoodAddress) {
  EXPECT_EQ(take(failure(BounceCause::mailbox_full, false, {"<x@y>", notice_.message_id})),
            BounceTaken::bounced);
  EXPECT_EQ(state(), NoticeState::bounced);
  EXPECT_FALSE(suppressed());
  ASSERT_EQ(findings().size(), 1U);
  EXPECT_EQ(japanese(findings()[0]),
            "申請者へのメールが届きませんでした。電話などで確かめてください(通知" +
                std::to_string(notice_.id) + ": 相手のメールボックスが一杯です)");
  EXPECT_EQ(bounces_of(house_.database, notice_.id).at(0).cause, BounceCause::mailbox_full);
}

TEST_F(TakeBounce, ABadAddressGetsNoFurtherNotices) {
  take(failure(BounceCause::no_mailbox, true, {notice_.message_id}));
  EXPECT_TRUE(suppressed());
}

TEST_F(TakeBounce, AnAddressThatForwardsToADeadOneIsKept) {
  BounceReport report = failure(BounceCause::no_mailbox, true, {notice_.message_id});
  report.recipients = {"gone@elsewhere.example"};
  report.sent_to = {notice_.recipient};
  EXPECT_EQ(take(report), BounceTaken::bounced);
  EXPECT_EQ(state(), NoticeState::bounced);
  EXPECT_FALSE(suppressed());
}

TEST_F(TakeBounce, WhatArrivedAtItsOwnRecipientIsNotLostForAnother) {
  BounceReport report = failure(BounceCause::no_mailbox, true, {notice_.message_id});
  RecipientJudgement own;
  own.verdict = Verdict::delivered;
  own.final_recipient = notice_.recipient;
  report.each = {own};
  EXPECT_EQ(take(report), BounceTaken::delivered);
  EXPECT_EQ(state(), NoticeState::sent);
}

TEST_F(TakeBounce, TheFindingKeepsItsCauseThroughANewScreening) {
  take(failure(BounceCause::our_host, false, {notice_.message_id}));
  const auto before = findings();
  Application application = house_.stored(application_);
  house_.screen(application);
  EXPECT_EQ(findings(), before);
}

TEST_F(TakeBounce, AReportWithoutAMarkIsShownWithItsCandidatesAndChangesNoNotice) {
  EXPECT_EQ(take(failure(BounceCause::no_mailbox, true, {"<lost@relay>"})), BounceTaken::perhaps);
  EXPECT_EQ(state(), NoticeState::sent);
  EXPECT_FALSE(suppressed());
  const auto reports = unmatched_bounces(house_.database, kNow, 10);
  ASSERT_EQ(reports.size(), 1U);
  ASSERT_EQ(reports[0].candidates.size(), 1U);
  EXPECT_EQ(reports[0].candidates[0].notice_id, notice_.id);
  EXPECT_EQ(
      findings(),
      (std::vector<Finding>{{FindingCode::notice_perhaps_bounced, std::to_string(notice_.id)}}));
  EXPECT_EQ(unmatched_bounces_of(house_.database, notice_.id).size(), 1U);
}

TEST_F(TakeBounce, SuchAReportIsOverOnceItsMailIsSentAgainOrItsTimeIsUp) {
  take(failure(BounceCause::no_mailbox, true, {}));
  EXPECT_EQ(count_unmatched_bounces(house_.database, kNow.plus_ms(29 * kDayMs)), 1);
  EXPECT_EQ(count_unmatched_bounces(house_.database, kNow.plus_ms(31 * kDayMs)), 0);
  requeue_notice(house_.database, *find_notice(house_.database, notice_.id), kNow.plus_ms(1));
  EXPECT_EQ(count_unmatched_bounces(house_.database, kNow.plus_ms(1)), 0);
  forget_unmatched_bounces(house_.database, kNow.plus_ms(31 * kDayMs));
  EXPECT_TRUE(unmatched_bounces_of(house_.database, notice_.id).empty());
}

TEST_F(TakeBounce, LetterCaseOfAnAddressIsNoDifference) {
  BounceReport report = failure(BounceCause::no_mailbox, true, {});
  report.recipients = {"JIMUSHO@Example.JP"};
  EXPECT_EQ(take(report), BounceTaken::perhaps);
}

TEST_F(TakeBounce, WhatNamesNothingOfOursIsOfNoMail) {
  BounceReport report = failure(BounceCause::no_mailbox, true, {"<lost@relay>"});
  report.recipients = {"nobody@example.jp"};
  EXPECT_EQ(take(report), BounceTaken::unknown_mail);
}

TEST_F(TakeBounce, ADelayThatNamesAnAddressAloneIsPassedOver) {
  BounceReport report = failure(BounceCause::unknown, false, {"<lost@relay>"});
  report.verdict = Verdict::delayed;
  EXPECT_EQ(take(report), BounceTaken::perhaps_late);
  EXPECT_EQ(count_unmatched_bounces(house_.database, kNow), 0);
  EXPECT_TRUE(findings().empty());
}

TEST_F(TakeBounce, AReportWithMarksOfSeveralNoticesChangesNone) {
  house_.outbox.queue_envelope_reminder(house_.database, application_, {}, kNow);
  house_.database.execute("UPDATE notices SET state = 'sent'");
  const auto notices = notices_of_application(house_.database, application_.receipt_number);
  ASSERT_EQ(notices.size(), 2U);
  const std::vector<std::string> marks{notices[0].message_id, notices[1].message_id};
  BounceReport report = failure(BounceCause::no_mailbox, true, marks);
  EXPECT_EQ(take(report), BounceTaken::several);
  report.verdict = Verdict::delivered;
  EXPECT_EQ(take(report), BounceTaken::several);
  EXPECT_EQ(state(), NoticeState::sent);
  EXPECT_FALSE(suppressed());
}

TEST_F(TakeBounce, AnswersComplaintsAndSuccessArePassedOver) {
  for (const auto& [verdict, taken] : {std::pair{Verdict::automatic, BounceTaken::automatic},
                                       std::pair{Verdict::complaint, BounceTaken::complaint},
                                       std::pair{Verdict::delivered, BounceTaken::delivered},
                                       std::pair{Verdict::no_report, BounceTaken::no_report}}) {
    BounceReport report = failure(BounceCause::unknown, false, {notice_.message_id});
    report.verdict = verdict;
    EXPECT_EQ(take(report), taken);
  }
  EXPECT_EQ(state(), NoticeState::sent);
}

}  // namespace
}  // namespace saihakko
