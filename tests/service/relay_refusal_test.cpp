#include "core/service/mails/relay_refusal.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/domain/retry.hpp"
#include "core/service/mails/send_notices.hpp"
#include "core/store/tables/notice_attempts_table.hpp"
#include "tests/service/scripted_transport.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using Outcome = DeliveryResult::Outcome;
using Scope = DeliveryResult::Scope;

class RelayRefusals : public ::testing::Test {
 protected:
  RelayRefusals() { house_.add_office(); }

  std::int64_t queue(const std::string& address) {
    Application application = house_.submit();
    application.notification_mail = address;
    return house_.outbox.queue_receipt(house_.database, application, {}, kNow).value();
  }
  NoticeState send(const DeliveryResult& answer, Instant now = kNow) {
    ScriptedTransport transport({answer});
    const auto claimed = claim_notices(house_.database, owner_.name(), now, 1);
    return send_notice(house_.database, sender_, room_, transport, claimed.at(0), now);
  }
  Notice stored(std::int64_t id) { return find_notice(house_.database, id).value(); }

  static DeliveryResult refused(const std::string& words) { return {Outcome::failed, words}; }

  House house_;
  MailRoom room_{house_.settings, house_.key};
  Owner owner_{house_.directory.path() / "owners"};
  Sender sender_{house_.actor, house_.key, house_.random, "relay.example.jp:25"};
};

TEST_F(RelayRefusals, TheSameNoToThreeDomainsIsTheRelaysAndBringsTheFirstTwoBack) {
  const std::int64_t one = queue("a@one.example.jp");
  const std::int64_t two = queue("b@two.example.jp");
  const std::int64_t three = queue("c@three.example.jp");
  EXPECT_EQ(send(refused("RCPT: 550 5.7.1 <a@one.example.jp>: no service")), NoticeState::failed);
  EXPECT_EQ(send(refused("RCPT: 550 5.7.1 <b@two.example.jp>: no service")), NoticeState::failed);
  EXPECT_EQ(send(refused("RCPT: 550 5.7.1 <c@three.example.jp>: no service")), NoticeState::queued);
  for (const std::int64_t id : {one, two, three}) {
    EXPECT_EQ(stored(id).state, NoticeState::queued);
    EXPECT_EQ(stored(id).held_for, HeldFor::service);
    EXPECT_EQ(stored(id).due, kNow.plus_ms(10 * kMinuteMs));
  }
  EXPECT_EQ(notices_refused_to_us(house_.database).count, 3);
}

TEST_F(RelayRefusals, OfUnknownMailboxesOtherWordsOrTheSameDomainsItIsTheMails) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"550 5.1.1 <a@x>: unknown", "550 5.1.1 <b@x>: unknown", "550 5.1.1 <c@x>: unknown"},
           {"550 5.2.1 closed", "550 5.2.1 closed", "550 5.2.1 closed"},
           {"550 first", "550 second", "550 third"}}) {
    for (const std::string& said : words) {
      queue("a@" + said.substr(said.size() - 2) + std::to_string(said.size()) + ".example.jp");
      EXPECT_EQ(send(refused(said)), NoticeState::failed) << said;
    }
  }
  for (int i = 0; i < 4; ++i) {
    queue("a" + std::to_string(i) + "@same.example.jp");
    EXPECT_EQ(send(refused("550 no service")), NoticeState::failed);
  }
}

TEST_F(RelayRefusals, AMailThatGoesBetweenThemBreaksTheRow) {
  queue("a@one.example.jp");
  queue("b@two.example.jp");
  queue("c@ok.example.jp");
  queue("d@three.example.jp");
  send(refused("550 no service"));
  send(refused("550 no service"));
  EXPECT_EQ(send({Outcome::sent, "250 ok"}), NoticeState::sent);
  EXPECT_EQ(send(refused("550 no service")), NoticeState::failed);
}

TEST_F(RelayRefusals, WhatWaitsForTheRelayDoesNotAge) {
  const std::int64_t id = queue("a@one.example.jp");
  Instant now = kNow;
  for (int day = 0; day < 30; ++day) {
    EXPECT_EQ(send({Outcome::deferred, "550 5.7.1 not you", Scope::service}, now),
              NoticeState::queued);
    now = now.plus_ms(kDayMs);
  }
  EXPECT_EQ(stored(id).attempts, 0);
  EXPECT_TRUE(notice_attempts_of(house_.database, id).empty());
  EXPECT_EQ(send({Outcome::deferred, "450 4.2.2 full"}, now), NoticeState::deferred);
  EXPECT_EQ(stored(id).held_for, HeldFor::nothing);
  now = now.plus_ms(kRetryPeriod_ms - kDayMs);
  EXPECT_EQ(send({Outcome::deferred, "450 4.2.2 full"}, now), NoticeState::deferred);
  EXPECT_EQ(send({Outcome::deferred, "450 4.2.2 full"}, now.plus_ms(2 * kDayMs)),
            NoticeState::failed);
}

TEST_F(RelayRefusals, NorDoesItWhileTheRelayIsAwayBetweenTwoTries) {
  const std::int64_t id = queue("a@one.example.jp");
  EXPECT_EQ(send({Outcome::deferred, "450 later"}), NoticeState::deferred);
  EXPECT_EQ(send({Outcome::deferred, "接続", Scope::relay}, kNow.plus_ms(kDayMs)),
            NoticeState::deferred);
  EXPECT_EQ(send({Outcome::deferred, "450 later"}, kNow.plus_ms(11 * kDayMs)),
            NoticeState::deferred);
  EXPECT_EQ(stored(id).waited_ms, 10 * kDayMs);
  EXPECT_EQ(send({Outcome::deferred, "450 later"}, kNow.plus_ms(16 * kDayMs)), NoticeState::failed);
}

}  // namespace
}  // namespace saihakko
