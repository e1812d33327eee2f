#include "core/service/watch/incidents.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "core/service/mails/mail_room.hpp"
#include "core/service/mails/send_notices.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kCalm = 20 * kMinuteMs;
constexpr std::int64_t kTurn = 10 * kMinuteMs;

/// A house that is watched, turn by turn.
struct WatchedHouse : House {
  Actor watchman = Actor::job("watch");
  AlertPost post{AlertPost::Way::ready, &outbox, "ops@example.jp"};
  Alert backup = make_alert(AlertKind::backup_old, {}, {"なし", "30"});
  Alert mail = make_alert(AlertKind::stuck_mail, {}, {"3", "30", "2026-11-22 09:00"});
  std::vector<std::string> told;

  void turn(const std::vector<Alert>& seen, int number, TurnTime time = TurnTime::real) {
    keep_incidents(database, watchman, seen, post, kCalm, kNow.plus_ms(number * kTurn), time,
                   [this](const IncidentChange& change) {
                     const bool begun = change.what == IncidentChange::What::begun;
                     told.push_back((begun ? "begun " : "ended ") + change.incident.alert.key);
                   });
  }

  std::vector<std::string> causes() {
    std::vector<std::string> found;
    for (const Notice& notice : newest_notices(database, std::nullopt, 100)) {
      if (notice.kind == NoticeKind::alert) found.insert(found.begin(), notice.cause);
    }
    return found;
  }

  static std::string cause(const char* key, const char* end) {
    return std::string(key) + " " + std::to_string(kNow.ms) + " " + end;
  }
};

using Strings = std::vector<std::string>;

TEST(Incidents, OneIsToldOnceWhenItBeginsAndOnceWhenItEnds) {
  WatchedHouse house;
  for (int number = 0; number < 5; ++number)
    house.turn({house.backup}, number);
  EXPECT_EQ(house.told, Strings{"begun backup.old"});
  for (int number = 5; number < 10; ++number)
    house.turn({}, number);
  EXPECT_EQ(house.told, (Strings{"begun backup.old", "ended backup.old"}));
  EXPECT_EQ(house.causes(), (Strings{WatchedHouse::cause("backup.old", "begun"),
                                     WatchedHouse::cause("backup.old", "ended")}));
  EXPECT_TRUE(open_incidents(house.database).empty());
  EXPECT_EQ(house.events_of("incident:1"), (Strings{"incident_begun", "incident_ended"}));
}

TEST(Incidents, OneThatComesBackBeforeItIsCalmGoesOn) {
  WatchedHouse house;
  house.turn({house.backup}, 0);
  house.turn({}, 1);
  house.turn({house.backup}, 2);
  house.turn({}, 3);
  EXPECT_EQ(house.told, Strings{"begun backup.old"});
  house.turn({}, 4);
  EXPECT_EQ(house.told.back(), "ended backup.old");
  house.turn({house.backup}, 5);
  EXPECT_EQ(house.told.back(), "begun backup.old");
  EXPECT_EQ(newest_incidents(house.database, 10).size(), 2U);
  EXPECT_EQ(house.causes().size(), 3U);
}

TEST(Incidents, WhatAClockThatRanAheadSawEndsWithTheRealTimeAndNotWithACatchUp) {
  WatchedHouse house;
  house.turn({house.backup}, 50'000);
  house.turn({}, 0, TurnTime::set);
  EXPECT_EQ(house.told, Strings{"begun backup.old"});
  house.turn({}, 1);
  EXPECT_EQ(house.told, (Strings{"begun backup.old", "ended backup.old"}));
}

TEST(Incidents, EachOfSeveralHasItsOwnEnd) {
  WatchedHouse house;
  house.turn({house.backup, house.mail}, 0);
  house.turn({house.mail}, 2);
  EXPECT_EQ(house.told, (Strings{"begun backup.old", "begun stuck.mail", "ended backup.old"}));
  ASSERT_EQ(open_incidents(house.database).size(), 1U);
  EXPECT_EQ(open_incidents(house.database)[0].alert.key, "stuck.mail");
}

TEST(Incidents, WithoutAnAddressTheLogAloneIsTold) {
  WatchedHouse house;
  house.post = {};
  house.turn({house.backup}, 0);
  house.turn({}, 2);
  EXPECT_EQ(house.told.size(), 2U);
  EXPECT_TRUE(house.causes().empty());
}

TEST(Incidents, OneThatNoMailCouldTellIsMailedOnceOneCan) {
  WatchedHouse house;
  house.post.way = AlertPost::Way::unusable;
  house.turn({house.backup}, 0);
  EXPECT_TRUE(house.causes().empty());
  house.post.way = AlertPost::Way::ready;
  house.turn({house.backup}, 1);
  house.turn({house.backup}, 2);
  EXPECT_EQ(house.causes(), Strings{WatchedHouse::cause("backup.old", "begun")});
}

TEST(Incidents, TheEndOfWhatWasMailedWaitsUntilItCanBeMailed) {
  WatchedHouse house;
  house.turn({house.backup}, 0);
  house.post.way = AlertPost::Way::unusable;
  house.turn({}, 3);
  EXPECT_EQ(open_incidents(house.database).size(), 1U);
  house.post.way = AlertPost::Way::ready;
  house.turn({}, 4);
  EXPECT_EQ(house.causes().size(), 2U);
  EXPECT_TRUE(open_incidents(house.database).empty());
}

TEST(Incidents, AFailureBeforeTheCommitLeavesNeitherRowNorMail) {
  WatchedHouse house;
  EXPECT_THROW(
      keep_incidents(house.database, house.watchman, {house.backup}, house.post, kCalm, kNow,
                     TurnTime::real, [](const IncidentChange&) { throw std::runtime_error("x"); }),
      std::runtime_error);
  EXPECT_TRUE(open_incidents(house.database).empty());
  EXPECT_TRUE(house.causes().empty());
}

TEST(Incidents, TheMailNamesCauseCommandAndSection) {
  WatchedHouse house;
  house.turn({house.backup}, 0);
  house.turn({}, 2);
  const MailRoom room(house.settings, house.key);
  const auto mails = newest_notices(house.database, std::nullopt, 2);
  const RenderedMail begun = room.render(mails.at(1));
  EXPECT_EQ(begun.subject, "[saihakko] 警報: 控えが新しくない (backup.old)");
  for (const char* part :
       {"控えがありません", "saihakko backup\n", "docs/ja/runbook の backup-old"}) {
    EXPECT_NE(begun.body.find(part), std::string::npos) << part;
  }
  const RenderedMail ended = room.render(mails.at(0));
  EXPECT_EQ(ended.subject, "[saihakko] 終了: 控えが新しくない (backup.old)");
  EXPECT_NE(ended.body.find("[終わり]\n2026年11月22日 09時20分"), std::string::npos) << ended.body;
}

TEST(Incidents, TheMailGoesToAnAddressThatHasBounced) {
  WatchedHouse house;
  house.turn({house.backup}, 0);
  suppress_address(house.database, suppression_mark(house.key, "ops@example.jp"),
                   kNow.plus_ms(kDayMs), 1);
  const Notice notice = newest_notices(house.database, std::nullopt, 1).at(0);
  EXPECT_FALSE(not_to_be_sent(house.database, house.key, notice, kNow).has_value());
}

}  // namespace
}  // namespace saihakko
