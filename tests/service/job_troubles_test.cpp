#include "core/service/watch/job_troubles.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/runs_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using Strings = std::vector<std::string>;

/// 2026-11-22, a Sunday, at 9:00; `render` is due at 13:30, `mail` every minute.
struct Workshop : House {
  WorkingDays days{{}};
  Timetable timetable{{{"render", Schedule::at({13}, 30)},
                       {"mail", Schedule::every(1, 0, {})},
                       {"watch", Schedule::every(10, 0, {})}}};

  static Instant at(int minutes) { return kNow.plus_ms(minutes * kMinuteMs); }

  void run(const char* job, int minutes, const char* outcome = "done", std::int64_t code = 0) {
    const std::int64_t id = open_run(database, job, "1", at(minutes));
    if (std::string(outcome) == "running") return;
    close_run(database, {.id = id, .outcome = outcome, .exit_code = code}, at(minutes));
  }

  void watch(int from, int to) {
    for (int minutes = from; minutes <= to; minutes += 10)
      run("watch", minutes);
  }

  Strings troubles(int minutes) {
    Strings keys;
    for (const Alert& alert :
         job_troubles(database, {settings, days, timetable, at(minutes), {}})) {
      keys.push_back(alert.key);
    }
    return keys;
  }
};

TEST(JobTroubles, AJobIsLateOnceItsToleranceIsOver) {
  Workshop shop;
  shop.run("mail", 0);
  shop.watch(0, 40);
  EXPECT_EQ(shop.troubles(31), Strings{});
  EXPECT_EQ(shop.troubles(32), Strings{"job.mail.missed"});
  shop.run("mail", 33);
  EXPECT_EQ(shop.troubles(40), Strings{});
}

TEST(JobTroubles, OneThatNeverRanIsLateAfterItsFirstDueTime) {
  Workshop shop;
  shop.watch(0, 310);
  for (int minutes = 0; minutes <= 310; minutes += 10)
    shop.run("mail", minutes);
  EXPECT_EQ(shop.troubles(300), Strings{});  // 14:00
  EXPECT_EQ(shop.troubles(301), Strings{"job.render.missed"});
}

TEST(JobTroubles, TimeInWhichNobodyWatchedMakesNothingLate) {
  Workshop shop;
  shop.run("mail", 0);
  shop.run("render", 0);
  shop.watch(0, 30);
  shop.watch(600, 640);
  EXPECT_EQ(shop.troubles(630), Strings{});
  EXPECT_EQ(shop.troubles(631), (Strings{"job.render.missed", "job.mail.missed"}));
}

TEST(JobTroubles, ARunThatIsAtWorkIsNotLateUntilItHangs) {
  Workshop shop;
  shop.run("mail", 0, "running");
  shop.watch(0, 100);
  EXPECT_EQ(shop.troubles(89), Strings{});
  EXPECT_EQ(shop.troubles(90), Strings{"job.mail.missed"});
}

TEST(JobTroubles, FailuresInARowAreToldAndInputSetAsideIsNone) {
  Workshop shop;
  shop.run("mail", 0);
  shop.run("mail", 1, "failed", 69);
  shop.run("mail", 2, "failed", 69);
  EXPECT_EQ(shop.troubles(2), Strings{});
  shop.run("mail", 3, "crashed");
  shop.run("mail", 4, "running");
  EXPECT_EQ(shop.troubles(4), Strings{"job.mail.failing"});
  shop.run("mail", 5, "malformed", 65);
  EXPECT_EQ(shop.troubles(5), Strings{});
}

TEST(JobTroubles, OneFailureOfARareJobIsToldAfterAnHour) {
  Workshop shop;
  shop.run("render", 0, "failed", 78);
  shop.watch(0, 60);
  shop.run("mail", 59);
  EXPECT_EQ(shop.troubles(59), Strings{});
  EXPECT_EQ(shop.troubles(60), Strings{"job.render.failing"});
}

TEST(JobTroubles, ARunCaughtUpWithAnEarlierTimeDoesNotHideTheOneBefore) {
  Workshop shop;
  shop.run("mail", 40);
  shop.run("render", 0);
  shop.run("mail", -3000);
  shop.run("render", -3000);
  shop.watch(0, 40);
  EXPECT_EQ(shop.troubles(45), Strings{});
  EXPECT_EQ(shop.troubles(72), Strings{"job.mail.missed"});
}

TEST(JobTroubles, ARunOfAClockThatRanAheadDoesNotHideThatTheJobStandsStill) {
  Workshop shop;
  shop.run("mail", 0);
  shop.run("mail", 500'000);
  shop.watch(0, 40);
  EXPECT_EQ(shop.troubles(40), Strings{"job.mail.missed"});
}

TEST(JobTroubles, NothingIsLateUntilARestoreIsReconciled) {
  Workshop shop;
  shop.run("mail", 0);
  shop.watch(0, 40);
  set_pending_restore(shop.database, {kNow, kNow});
  EXPECT_EQ(shop.troubles(40), Strings{});
  clear_pending_restore(shop.database);
  EXPECT_EQ(shop.troubles(40), Strings{"job.mail.missed"});
}

TEST(JobTroubles, WhatIsNotWatchedIsNotTold) {
  Workshop shop;
  shop.settings.watch.unwatched_jobs = {"mail"};
  shop.run("mail", 0);
  shop.watch(0, 40);
  EXPECT_EQ(shop.troubles(40), Strings{});
}

}  // namespace
}  // namespace saihakko
