#include "core/service/report/count_days.hpp"

#include <gtest/gtest.h>

#include "core/service/report/daily_figures.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/engine/transaction.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

const Actor kActor = Actor::job("test");
const std::int64_t kDay = day_number(japan_date(kNow));

Instant days_later(int days) {
  return kNow.plus_ms(days * kDayMs);
}

DailyCount count_of(std::string state, std::int64_t arrived, std::int64_t departed,
                    std::int64_t stock) {
  return {kDay, "13", CountKind::application, std::move(state), arrived, departed, stock};
}

struct CountDays : ::testing::Test, Store {
  CountDays() { add_office(); }

  Application submitted(Instant at) {
    Application application = submit();
    append_audit(database, kActor, at, {"application_submitted", application.receipt_number, ""});
    return application;
  }

  void change(Application& application, ApplicationState to, Instant at) {
    Transaction transaction(database);
    step(database, kActor, application, to, "", at);
    transaction.commit();
  }

  std::vector<Imbalance> wrong_on(std::int64_t day) {
    return imbalances(daily_counts(database, day - 1, day - 1), daily_counts(database, day, day));
  }
};

TEST(Imbalances, YesterdayAndInLessOutIsToday) {
  EXPECT_TRUE(
      imbalances({count_of("in_review", 0, 0, 5)}, {count_of("in_review", 3, 2, 6)}).empty());
  const auto wrong = imbalances({count_of("in_review", 0, 0, 5)}, {count_of("in_review", 3, 2, 7)});
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0].expected(), 6);
  EXPECT_EQ(wrong[0].stock, 7);
}

TEST(Imbalances, WhatIsGoneWithoutAStepIsMissed) {
  const auto wrong = imbalances({count_of("in_review", 0, 0, 5)}, {});
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0].day, kDay + 1);
  EXPECT_EQ(wrong[0].stock, 0);
}

TEST(Imbalances, MailsHaveNoStock) {
  DailyCount mail = count_of("sent", 3, 0, 0);
  mail.kind = CountKind::mail;
  EXPECT_TRUE(imbalances({}, {mail}).empty());
}

TEST_F(CountDays, NothingIsCountedBeforeAnythingHappened) {
  EXPECT_TRUE(count_days(database, kActor, 10, days_later(3)).empty());
}

TEST_F(CountDays, EveryDayThatIsOverIsCountedOnce) {
  submitted(kNow);
  EXPECT_TRUE(count_days(database, kActor, 10, kNow).empty());
  EXPECT_EQ(count_days(database, kActor, 10, days_later(2)),
            (std::vector<std::int64_t>{kDay, kDay + 1}));
  EXPECT_TRUE(count_days(database, kActor, 10, days_later(2)).empty());
  EXPECT_EQ(count_days(database, kActor, 1, days_later(5)), (std::vector<std::int64_t>{kDay + 2}));
}

TEST_F(CountDays, StockOfAnEarlierDayIsWhatItWasThen) {
  Application application = submitted(kNow);
  change(application, ApplicationState::in_review, days_later(1));
  change(application, ApplicationState::rejected, days_later(3));
  count_days(database, kActor, 10, days_later(3));
  EXPECT_EQ(daily_counts_of(database, CountKind::application, "submitted", kDay, kDay)[0].stock, 1);
  for (const int day : {1, 2}) {
    const auto counts =
        daily_counts_of(database, CountKind::application, "in_review", kDay + day, kDay + day);
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0].stock, 1);
    EXPECT_EQ(counts[0].arrived, day == 1 ? 1 : 0);
  }
  EXPECT_TRUE(
      daily_counts_of(database, CountKind::application, "rejected", kDay, kDay + 2).empty());
  for (int day = 0; day < 3; ++day)
    EXPECT_TRUE(wrong_on(kDay + day).empty());
}

TEST_F(CountDays, AStepBackAndForthOnOneDayIsTwoComingsAndTwoGoings) {
  Application application = submitted(kNow);
  for (const auto state : {ApplicationState::in_review, ApplicationState::on_hold,
                           ApplicationState::in_review, ApplicationState::on_hold})
    change(application, state, kNow);
  count_days(database, kActor, 10, days_later(1));
  const auto on_hold = daily_counts_of(database, CountKind::application, "on_hold", kDay, kDay);
  ASSERT_EQ(on_hold.size(), 1U);
  EXPECT_EQ(on_hold[0].arrived, 2);
  EXPECT_EQ(on_hold[0].departed, 1);
  EXPECT_EQ(on_hold[0].stock, 1);
}

TEST_F(CountDays, AChangeBehindTheAuditsBackIsSeenAndKeptInTheAudit) {
  submitted(kNow);
  count_days(database, kActor, 10, days_later(1));
  database.execute("UPDATE applications SET state = 'completed'");
  count_days(database, kActor, 10, days_later(2));
  const auto wrong = wrong_on(kDay + 1);
  ASSERT_EQ(wrong.size(), 2U);
  EXPECT_EQ(wrong[0].state, "completed");
  EXPECT_EQ(wrong[0].stock, 1);
  EXPECT_EQ(wrong[1].state, "submitted");
  EXPECT_EQ(wrong[1].expected(), 1);
  const JapanDate date = date_of_day(kDay + 1);
  const auto rows = audit_rows_of(database, compact_date(date), 10);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].event + " " + rows[0].detail, "day_counted imbalances=2");
}

TEST_F(CountDays, AStepWrittenLaterWithAnEarlierTimeBelongsToTheNextDayCounted) {
  Application application = submitted(kNow);
  count_days(database, kActor, 10, days_later(2));
  change(application, ApplicationState::in_review, kNow);
  count_days(database, kActor, 10, days_later(3));
  EXPECT_TRUE(wrong_on(kDay + 2).empty());
  EXPECT_EQ(
      daily_counts_of(database, CountKind::application, "in_review", kDay + 2, kDay + 2)[0].arrived,
      1);
}

TEST_F(CountDays, AStepOfAClockThatRanAheadEndsNoDay) {
  Application application = submitted(kNow);
  append_audit(database, kActor, days_later(300), {"logged_in", "test", ""});
  change(application, ApplicationState::in_review, kNow);
  change(application, ApplicationState::rejected, days_later(1));
  count_days(database, kActor, 10, days_later(2));
  const auto arrived = [this](const char* state, std::int64_t day) {
    const auto counts = daily_counts_of(database, CountKind::application, state, day, day);
    return counts.empty() ? 0 : counts[0].arrived;
  };
  EXPECT_EQ(arrived("in_review", kDay), 1);
  EXPECT_EQ(arrived("rejected", kDay + 1), 1);
}

TEST_F(CountDays, DaysCountedByAClockThatRanAheadAreTakenBackAndCountedWhenTheyAreOver) {
  Application application = submitted(kNow);
  count_days(database, kActor, 400, days_later(30));
  EXPECT_EQ(uncount_days_to_come(database, kActor, days_later(30)), 0);
  EXPECT_EQ(uncount_days_to_come(database, kActor, days_later(1)), 29);
  EXPECT_EQ(newest_report_day(database)->day, kDay);
  change(application, ApplicationState::in_review, days_later(1));
  EXPECT_EQ(count_days(database, kActor, 400, days_later(2)),
            (std::vector<std::int64_t>{kDay + 1}));
  EXPECT_TRUE(wrong_on(kDay + 1).empty());
  const auto counts =
      daily_counts_of(database, CountKind::application, "in_review", kDay + 1, kDay + 1);
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].stock, 1);
}

TEST(DailyFigures, ThisMonthStandsBesideTheMeanOfTheMonthsBefore) {
  const std::int64_t day = day_number({2026, 3, 2});
  const auto submitted = [](JapanDate date, std::int64_t count) {
    return DailyCount{day_number(date), "13", CountKind::application, "submitted", count, count, 0};
  };
  const ReportWindow window{
      day,
      {},
      {},
      {submitted({2026, 1, 1}, 4), submitted({2026, 1, 31}, 7), submitted({2026, 2, 1}, 8),
       submitted({2026, 3, 1}, 5), submitted({2026, 3, 2}, 6)}};
  const DailyFigures figures(window, "13");
  EXPECT_EQ(figures.submitted_by_day_of_month(), (std::vector<std::int64_t>{5, 6}));
  const auto means = figures.mean_submitted_before();
  ASSERT_EQ(means.size(), 31U);
  EXPECT_EQ(means[0], 6);   // of January and February
  EXPECT_EQ(means[1], 0);   // no application is one that is known
  EXPECT_EQ(means[30], 7);  // February has no 31st
  EXPECT_EQ(DailyFigures(window, "14").mean_submitted_before()[0], std::nullopt);
}

}  // namespace
}  // namespace saihakko
