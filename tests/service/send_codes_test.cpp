#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>

#include "core/service/mails/send_notices.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/notice_attempts_table.hpp"
#include "tests/service/portal_fixture.hpp"
#include "tests/service/scripted_transport.hpp"

namespace saihakko {
namespace {

using Outcome = DeliveryResult::Outcome;

class SendCodes : public ::testing::Test {
 protected:
  SendCodes() { house_.add_office(); }

  std::optional<Notice> claim(std::int64_t id) {
    return claim_queued_notice(house_.database, owner_, id, kNow);
  }
  NoticeState send(ScriptedTransport& transport, const Notice& notice, Instant now = kNow) {
    return send_notice(house_.database, sender_, room_, transport, notice, now);
  }
  Notice stored(std::int64_t id) { return find_notice(house_.database, id).value(); }

  PortalHouse house_;
  MailRoom room_{house_.settings, house_.key};
  Owner owner_{house_.directory.path() / "owners"};
  Sender sender_{house_.actor, house_.key, house_.random, "relay.example.jp:25"};
};

TEST_F(SendCodes, TheCodeIsInTheMailAndErasedOnceItIsSent) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  const std::string code = house_.key.open(kSealedCodeUse, stored(id).sealed_code).value();
  EXPECT_EQ(room_.render(stored(id)).body.find(code), std::string::npos);
  ScriptedTransport transport({{Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport, claim(id).value()), NoticeState::sent);
  EXPECT_EQ(transport.mails.at(0).to, PortalHouse::kRegistered);
  EXPECT_EQ(stored(id).sealed_code, "");
}

TEST_F(SendCodes, AReplyThatQuotesTheCodeIsKeptWithoutIt) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  const std::string code = house_.key.open(kSealedCodeUse, stored(id).sealed_code).value();
  const Notice claimed = claim(id).value();
  const std::string mail = room_.compose(claimed);
  const std::size_t body = mail.find("\r\n\r\n") + 4;
  const std::string line = mail.substr(body, mail.find("\r\n", body) - body);
  ScriptedTransport transport(
      {{Outcome::failed, "554 '" + code + "' looks like " + code + ", unknown: " + line}});
  EXPECT_EQ(send(transport, claimed), NoticeState::failed);
  EXPECT_EQ(stored(id).reply, "554 '******' looks like ******, unknown: ******");
  EXPECT_EQ(notice_attempts_of(house_.database, id).at(0).reply, stored(id).reply);
}

TEST_F(SendCodes, ADeferredCodeIsKeptAndGoesAgainWithinItsLife) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  ScriptedTransport transport({{Outcome::deferred, "451 later"}, {Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport, claim(id).value()), NoticeState::deferred);
  EXPECT_NE(stored(id).sealed_code, "");
  const Instant due = stored(id).due;
  EXPECT_GE(due, kNow.plus_ms(kMinuteMs));
  EXPECT_LT(due, kNow.plus_ms(2 * kMinuteMs));
  const auto again = claim_code_notice(house_.database, owner_.name(), due);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(send(transport, *again, due), NoticeState::sent);
}

TEST_F(SendCodes, ADeferredCodeIsNeverPutOffBeyondItsLife) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  ScriptedTransport transport(std::deque<DeliveryResult>(20, {Outcome::deferred, "451 later"}));
  auto notice = claim(id);
  Instant now = kNow;
  while (notice) {
    send(transport, *notice, now);
    now = stored(id).due;
    notice = claim_code_notice(house_.database, owner_.name(), now);
  }
  EXPECT_EQ(stored(id).state, NoticeState::expired);
  EXPECT_EQ(stored(id).reply, "期限切れ: 451 later");
  EXPECT_EQ(stored(id).sealed_code, "");
  EXPECT_EQ(transport.mails.size(), 5U);  // at 0, 1, 3, 7, 15 minutes and a little, not at 31
}

TEST_F(SendCodes, ACodeGoesToAnAddressThatBounced) {
  suppress_address(house_.database, suppression_mark(house_.key, PortalHouse::kRegistered),
                   kNow.plus_ms(kDayMs), 9);
  const std::int64_t id = house_.begin().after.notices.at(0);
  ScriptedTransport transport({{Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport, claim(id).value()), NoticeState::sent);
}

TEST_F(SendCodes, ACodeOfUnknownFateIsErasedAndNeverSentAgain) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  ScriptedTransport transport({{Outcome::unknown, "no answer"}});
  EXPECT_EQ(send(transport, claim(id).value()), NoticeState::unknown);
  EXPECT_EQ(stored(id).sealed_code, "");
  EXPECT_FALSE(notice_is_due(house_.database, kNow.plus_ms(kDayMs)));
}

TEST_F(SendCodes, ACodeThatTheRelayRefusedUnseenStillGoes) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  ScriptedTransport transport({{Outcome::deferred, "421 busy", DeliveryResult::Scope::relay}});
  EXPECT_EQ(send(transport, claim(id).value()), NoticeState::queued);
  EXPECT_NE(stored(id).sealed_code, "");
  EXPECT_TRUE(claim(id).has_value());
}

TEST_F(SendCodes, ACodeWithTooLittleLifeLeftIsNotSent) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  ScriptedTransport transport({});
  EXPECT_EQ(send(transport, claim(id).value(), kNow.plus_ms(28 * kMinuteMs + 1)),
            NoticeState::expired);
  EXPECT_EQ(stored(id).sealed_code, "");
}

TEST_F(SendCodes, ACodeThatANewerOneHasKilledIsNotSent) {
  const std::int64_t old = house_.begin().after.notices.at(0);
  house_.begin(PortalHouse::kRegistered, kNow.plus_ms(kMinuteMs));
  ScriptedTransport transport({});
  EXPECT_EQ(send(transport, claim(old).value()), NoticeState::cancelled);
  EXPECT_EQ(stored(old).sealed_code, "");
}

TEST_F(SendCodes, ADecoyGoesThroughTheMotionsAndToNobody) {
  const std::int64_t id = house_.begin("other@example.jp").after.notices.at(0);
  ScriptedTransport transport({});
  EXPECT_EQ(send(transport, claim(id).value()), NoticeState::cancelled);
  EXPECT_EQ(transport.pretended, 1);
  EXPECT_TRUE(transport.mails.empty());
  EXPECT_EQ(notice_attempts_of(house_.database, id).at(0).outcome, AttemptOutcome::pretended);
}

TEST_F(SendCodes, ACodeWhoseSenderDiedIsErasedAndNeverSent) {
  const std::int64_t id = house_.begin().after.notices.at(0);
  {
    const Owner dead(house_.directory.path() / "owners");
    claim_queued_notice(house_.database, dead, id, kNow);
  }
  EXPECT_EQ(take_over_notices(house_.database, house_.actor, owner_, kNow), 1);
  EXPECT_EQ(stored(id).state, NoticeState::unknown);
  EXPECT_EQ(stored(id).sealed_code, "");
  EXPECT_FALSE(notice_is_due(house_.database, kNow.plus_ms(kDayMs)));
}

}  // namespace
}  // namespace saihakko
