#include "core/service/applications/return_envelope.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/applications/withdraw_application.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/service/watch/next_step.hpp"
#include "core/service/watch/stuck_work.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;
using Texts = std::vector<std::string>;

Instant at(std::string_view day_and_time) {
  return parse_rfc3339(std::string(day_and_time) + "+09:00").value();
}

// The wait begins on Sunday 22 November 2026 (kNow); Monday is a holiday. So the working days are
// 24, 25, 26, 27 and 30 November, then 1 and 2 December.
constexpr std::string_view kSecondDay = "2026-11-25T00:00:00";
constexpr std::string_view kLastDay = "2026-11-30T12:00:00";
constexpr std::string_view kStillInTime = "2026-12-01T23:59:59";
constexpr std::string_view kOver = "2026-12-02T00:00:00";

class ReturnEnvelope : public ::testing::Test {
 protected:
  ReturnEnvelope() {
    house_.settings.default_union.return_envelope = "〒100-0001 東京都千代田区";
    house_.settings.default_union.envelope_reminder_days = 2;
    house_.settings.default_union.envelope_lapse_days = 5;
    unions_ = UnionList::load(house_.settings);
    house_.add_office();
  }

  Application held() {
    Application application = house_.submit();
    const auto outcome =
        screen_application(house_.database, house_.actor, house_.press, outbox_, house_.reasons,
                           house_.settings.review, application, kNow);
    EXPECT_EQ(outcome, ScreenOutcome::waits_for_envelope);
    return house_.stored(application);
  }

  EnvelopeDesk desk() { return {house_.settings, outbox_, house_.reasons, days_}; }

  /// What the sweeper does at that instant.
  EnvelopeStep sweep(const Application& read, std::string_view when) {
    Application application = house_.stored(read);
    const Instant now = at(when);
    const EnvelopeStep step = envelope_step(house_.database, application, desk(), now);
    take_envelope_step(house_.database, house_.actor, desk(), application, step, now);
    return step;
  }

  ApplicationState state_of(const Application& application) {
    return house_.stored(application).state;
  }

  std::vector<Notice> reminders(const Application& application) {
    auto notices = notices_of_application(house_.database, application.receipt_number);
    std::erase_if(notices, [](const Notice& n) { return n.kind != NoticeKind::envelope_reminder; });
    return notices;
  }

  std::string told_last_day(const Notice& reminder) {
    return nlohmann::json::parse(reminder.fields).at("last_day");
  }

  WatchGround ground(std::string_view when) {
    return {house_.settings, days_, timetable_, at(when), {}};
  }

  Texts stuck(std::string_view when) {
    Texts keys;
    for (const Alert& alert : stuck_work(house_.database, ground(when)))
      keys.push_back(alert.key);
    return keys;
  }

  std::string otherwise(const Application& application, std::string_view when) {
    return next_step(house_.database, house_.stored(application), std::nullopt, ground(when))
        .otherwise;
  }

  House house_;
  Timetable timetable_{
      {{"expire-codes", Schedule::at({7}, 5)}, {"take-decisions", Schedule::at({9}, 0)}}};
  UnionList unions_ = UnionList::load(house_.settings);
  Outbox outbox_{house_.settings, unions_, house_.key};
  WorkingDays days_ = HolidayList::load(house_.settings).working_days;
};

TEST_F(ReturnEnvelope, IsWaitedForOnHoldFromTheScreeningOn) {
  const Application application = held();
  EXPECT_EQ(application.state, on_hold);
  EXPECT_EQ(application.reason_code, "waiting_for_return_envelope");
  EXPECT_EQ(house_.events_of(application.receipt_number),
            (Texts{"application_in_review", "application_on_hold"}));
  EXPECT_EQ(envelope_text(envelope_wait(application, house_.settings, days_).value()),
            "、催促は 2026-11-25、期限 2026-11-30");
}

TEST_F(ReturnEnvelope, IsRemindedOfOnceAndTheLastDayTold) {
  const Application application = held();
  EXPECT_EQ(sweep(application, "2026-11-24T23:59:59"), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, kSecondDay), EnvelopeStep::remind);
  EXPECT_EQ(sweep(application, kSecondDay), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, kLastDay), EnvelopeStep::none);
  ASSERT_EQ(reminders(application).size(), 1U);
  EXPECT_EQ(reminders(application)[0].recipient, application.notification_mail);
  EXPECT_EQ(told_last_day(reminders(application)[0]), "2026年11月30日");
  EXPECT_EQ(
      envelope_text(envelope_wait(house_.stored(application), house_.settings, days_).value()),
      "、2026-11-25 に催促、期限 2026-11-30");
  EXPECT_EQ(house_.events_of(application.receipt_number).back(), "envelope_reminded");
}

TEST_F(ReturnEnvelope, ThatDoesNotComeEndsTheApplicationWithAResultNotice) {
  const Application application = held();
  sweep(application, kSecondDay);
  EXPECT_EQ(sweep(application, kStillInTime), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, kOver), EnvelopeStep::lapse);
  EXPECT_EQ(sweep(application, kOver), EnvelopeStep::none);
  EXPECT_EQ(state_of(application), rejected);
  EXPECT_EQ(house_.stored(application).reason_code, "return_envelope_missing");
  EXPECT_EQ(house_.causes_of(application), Texts{"rejected:return_envelope_missing"});
  EXPECT_EQ(reminders(application)[0].state, NoticeState::cancelled);  // it had not gone out
}

TEST_F(ReturnEnvelope, IsGivenTheDaysThatAreLeftAfterALateReminder) {
  const Application application = held();
  EXPECT_EQ(sweep(application, "2026-12-10T09:00:00"), EnvelopeStep::remind);
  EXPECT_EQ(told_last_day(reminders(application)[0]), "2026年12月15日");
  EXPECT_EQ(sweep(application, "2026-12-16T23:59:59"), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, "2026-12-17T00:00:00"), EnvelopeStep::lapse);
}

TEST_F(ReturnEnvelope, MayComeUntilTheDayThatWasToldWhateverIsSetLater) {
  const Application application = held();
  sweep(application, kSecondDay);
  house_.settings.default_union.envelope_lapse_days = 3;
  EXPECT_EQ(sweep(application, kStillInTime), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, kOver), EnvelopeStep::lapse);
}

TEST_F(ReturnEnvelope, IsWaitedForWithoutAnEndOrAReminderBySetting) {
  house_.settings.default_union.envelope_lapse_days = 0;
  const Application endless = held();
  EXPECT_EQ(sweep(endless, kSecondDay), EnvelopeStep::remind);
  EXPECT_EQ(told_last_day(reminders(endless)[0]), "");
  EXPECT_EQ(sweep(endless, "2027-11-22T00:00:00"), EnvelopeStep::none);
  house_.settings.default_union.envelope_lapse_days = 5;  // it was told of no last day
  EXPECT_EQ(sweep(endless, "2027-11-22T00:00:00"), EnvelopeStep::none);

  house_.settings.default_union.envelope_reminder_days = 0;
  const Application unreminded = held();
  EXPECT_EQ(sweep(unreminded, kStillInTime), EnvelopeStep::none);
  EXPECT_EQ(sweep(unreminded, kOver), EnvelopeStep::lapse);
  EXPECT_TRUE(reminders(unreminded).empty());
}

TEST_F(ReturnEnvelope, IsNotWaitedForWhereTheUnionAsksForNoneAnyMore) {
  const Application application = held();
  house_.settings.default_union.return_envelope.clear();
  EXPECT_EQ(sweep(application, kSecondDay), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, kOver), EnvelopeStep::none);
  EXPECT_FALSE(envelope_wait(application, house_.settings, days_));
}

TEST_F(ReturnEnvelope, ThatCameIsRecordedOnceAndWithholdsTheReminder) {
  const Application read = held();
  sweep(read, kSecondDay);
  Application application = house_.stored(read);
  EXPECT_EQ(take_envelope(house_.database, house_.actor, application, at(kLastDay)), std::nullopt);
  EXPECT_EQ(state_of(application), in_review);
  EXPECT_EQ(house_.stored(application).envelope_due, Instant{0});
  EXPECT_EQ(reminders(application)[0].state, NoticeState::cancelled);
  const std::string before = house_.row_counts();
  EXPECT_NE(take_envelope(house_.database, house_.actor, application, at(kLastDay)), std::nullopt);
  EXPECT_EQ(house_.row_counts(), before);
  EXPECT_EQ(sweep(application, kOver), EnvelopeStep::none);
}

TEST_F(ReturnEnvelope, IsNoLongerWaitedForOnceAPersonHasDecided) {
  for (const Verdict verdict : {Verdict::approve, Verdict::hold}) {
    const Application application = held();
    sweep(application, kSecondDay);
    const auto outcome = house_.decide(application, verdict, "waiting_for_phone_check");
    ASSERT_TRUE(std::holds_alternative<Decided>(outcome));
    EXPECT_EQ(reminders(application)[0].state, NoticeState::cancelled);
    EXPECT_EQ(sweep(application, kOver), EnvelopeStep::none);
  }
}

TEST_F(ReturnEnvelope, IsThereWhenTheFirstOfTwoPersonsApproves) {
  house_.settings.review.approvals = 2;
  const Application application = held();
  sweep(application, kSecondDay);
  house_.decide(application, {.verdict = Verdict::approve, .acting_uid = 1}, {}, at(kLastDay));
  EXPECT_EQ(state_of(application), on_hold);
  EXPECT_EQ(reminders(application)[0].state, NoticeState::cancelled);
  EXPECT_EQ(sweep(application, kOver), EnvelopeStep::none);
}

TEST_F(ReturnEnvelope, IsAskedForAnewWhenTheWaitBeginsAnew) {
  const Application application = held();
  sweep(application, kSecondDay);
  const auto hold = [&](const char* reason, std::string_view when) {
    return house_.decide(application, {.verdict = Verdict::hold, .reason_code = reason}, {},
                         at(when));
  };
  hold("waiting_for_phone_check", kLastDay);
  hold("waiting_for_return_envelope", "2026-12-01T09:00:00");
  EXPECT_EQ(sweep(application, "2026-12-02T09:00:00"), EnvelopeStep::none);
  EXPECT_EQ(sweep(application, "2026-12-03T09:00:00"), EnvelopeStep::remind);
  ASSERT_EQ(reminders(application).size(), 2U);
  EXPECT_EQ(told_last_day(reminders(application)[1]), "2026年12月08日");
}

TEST_F(ReturnEnvelope, IsNotRemindedOfAfterAWithdrawal) {
  const Application read = held();
  sweep(read, kSecondDay);
  Application application = house_.stored(read);
  withdraw_application(house_.database, house_.actor, application, "by_operator", at(kLastDay));
  EXPECT_EQ(reminders(application)[0].state, NoticeState::cancelled);
}

TEST_F(ReturnEnvelope, IsNoStuckHoldBeforeItsEndShouldHaveCome) {
  house_.settings.watch.on_hold_days = 3;
  held();
  EXPECT_EQ(stuck("2026-12-02T23:59:59"), Texts{});
  EXPECT_EQ(stuck("2026-12-03T00:00:00"), Texts{"stuck.on_hold.13"});
}

TEST_F(ReturnEnvelope, IsAStuckHoldLikeAnyWhereNothingEndsIt) {
  house_.settings.watch.on_hold_days = 3;
  house_.settings.default_union.envelope_lapse_days = 0;
  held();
  EXPECT_EQ(stuck("2026-11-26T23:59:59"), Texts{});
  EXPECT_EQ(stuck("2026-11-27T00:00:00"), Texts{"stuck.on_hold.13"});
}

TEST_F(ReturnEnvelope, IsAStuckHoldLikeAnyAfterTheFirstOfTwoApprovals) {
  house_.settings.watch.on_hold_days = 3;
  house_.settings.review.approvals = 2;
  const Application application = held();
  house_.decide(application, {.verdict = Verdict::approve, .acting_uid = 1}, {}, kNow);
  EXPECT_EQ(stuck("2026-11-27T00:00:00"), Texts{"stuck.on_hold.13"});
  EXPECT_EQ(otherwise(application, kLastDay), "");
  EXPECT_EQ(awaited_envelopes(house_.database, house_.settings, days_).applications, 0);
}

TEST_F(ReturnEnvelope, EndsOnADayThatWhyNames) {
  const Application application = held();
  const std::string ends = "届かなければ、2026-12-02 07:05 の expire-codes が不承認にします";
  EXPECT_TRUE(otherwise(application, kSecondDay).ends_with(ends));
  EXPECT_TRUE(otherwise(application, "2026-12-02T06:00:00").ends_with(ends));
  house_.settings.default_union.envelope_lapse_days = 0;
  EXPECT_EQ(otherwise(application, kSecondDay).find("不承認"), std::string::npos);
}

TEST_F(ReturnEnvelope, CannotBeAskedForWithoutItsReasons) {
  house_.directory.write("reasons.csv",
                         "コード,判定,表示名,申請者への文\nunknown_office,受付不可,A,文\n"
                         "closed_office,受付不可,B,文\n");
  house_.settings.templates_dirs.insert(house_.settings.templates_dirs.begin(),
                                        house_.directory.path());
  EXPECT_THROW(ReasonList::load(house_.settings), ConfigurationError);
  house_.settings.default_union.return_envelope.clear();
  EXPECT_NO_THROW(ReasonList::load(house_.settings));
}

}  // namespace
}  // namespace saihakko
