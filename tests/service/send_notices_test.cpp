#include "core/service/mails/send_notices.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "core/domain/retry.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/notice_attempts_table.hpp"
#include "tests/service/scripted_transport.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using Outcome = DeliveryResult::Outcome;
using Texts = std::vector<std::string>;

std::string message_id_of(const Mail& mail) {
  const std::size_t at = mail.message.find("Message-ID: ");
  return mail.message.substr(at, mail.message.find("\r\n", at) - at);
}

class SendNotices : public ::testing::Test {
 protected:
  SendNotices() {
    house_.add_office();
    house_.outbox.queue_receipt(house_.database, application_, {}, kNow);
  }

  std::vector<Notice> claim(Instant now) {
    return claim_notices(house_.database, owner_.name(), now, 100);
  }
  NoticeState send(ScriptedTransport& transport, Instant now = kNow) {
    return send_notice(house_.database, sender_, room_, transport, claim(now).at(0), now);
  }
  /// Sends again whenever it is due; how often, and when the last time was.
  std::pair<std::size_t, Instant> send_until_settled(const DeliveryResult& answer) {
    Instant now = kNow;
    ScriptedTransport transport(std::deque<DeliveryResult>(1000, answer));
    while (true) {
      send(transport, now);
      const Notice notice = stored();
      const bool waits =
          notice.state == NoticeState::deferred || notice.state == NoticeState::unknown;
      if (!waits || notice.due == kNeverDue) return {transport.mails.size(), now};
      now = notice.due;
    }
  }
  Notice stored() { return find_notice(house_.database, 1).value(); }

  House house_;
  MailRoom room_{house_.settings, house_.key};
  Owner owner_{house_.directory.path() / "owners"};
  Sender sender_{house_.actor, house_.key, house_.random, "relay.example.jp:25"};
  Application application_ = house_.submit();
};

TEST_F(SendNotices, WhatTheRelayTookIsSentAndNeverAgain) {
  ScriptedTransport transport({{Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport), NoticeState::sent);
  EXPECT_EQ(stored().state, NoticeState::sent);
  EXPECT_EQ(stored().reply, "250 ok");
  EXPECT_EQ(transport.mails.at(0).from, "saihakko@localhost");
  EXPECT_EQ(transport.mails.at(0).to, "jimusho@example.jp");
  EXPECT_TRUE(transport.mails.at(0).unique.starts_with("R000000011-1-"));
  EXPECT_EQ(house_.events_of("notice:1"), Texts{"notice_sent"});
  EXPECT_TRUE(claim(kNow.plus_ms(365 * kDayMs)).empty());
}

TEST_F(SendNotices, WhatItDeferredGoesAgainLaterWithTheSameMessageId) {
  ScriptedTransport transport({{Outcome::deferred, "451 later"}, {Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport), NoticeState::deferred);
  EXPECT_TRUE(claim(kNow).empty());
  EXPECT_EQ(send(transport, kNow.plus_ms(kDayMs)), NoticeState::sent);
  ASSERT_EQ(transport.mails.size(), 2U);
  EXPECT_EQ(transport.mails[0].message, transport.mails[1].message);
  EXPECT_EQ(transport.mails[0].unique, transport.mails[1].unique);
  EXPECT_EQ(message_id_of(transport.mails[0]), "Message-ID: " + stored().message_id);
  EXPECT_EQ(stored().attempts, 2);
}

TEST_F(SendNotices, WhatItRefusedHasFailed) {
  ScriptedTransport transport({{Outcome::failed, "550 no such user"}});
  EXPECT_EQ(send(transport), NoticeState::failed);
  EXPECT_EQ(stored().reply, "550 no such user");
  EXPECT_TRUE(claim(kNow.plus_ms(365 * kDayMs)).empty());
}

TEST_F(SendNotices, NoAnswerIsUnknownAndGoesAgain) {
  ScriptedTransport transport({{Outcome::unknown, ""}, {Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport), NoticeState::unknown);
  EXPECT_EQ(stored().state, NoticeState::unknown);
  EXPECT_EQ(send(transport, kNow.plus_ms(kDayMs)), NoticeState::sent);
  EXPECT_EQ(message_id_of(transport.mails[0]), message_id_of(transport.mails[1]));
  EXPECT_EQ(house_.events_of("notice:1"), (Texts{"notice_unknown", "notice_sent"}));
}

TEST_F(SendNotices, ALongReplyIsCutBetweenCharacters) {
  std::string reply = "451 ";
  for (int i = 0; i < 300; ++i)
    reply += "あ";
  ScriptedTransport transport({{Outcome::deferred, reply}});
  send(transport);
  EXPECT_TRUE(decode_utf8(stored().reply).has_value());
  EXPECT_LE(stored().reply.size(), 300U);
  EXPECT_GT(stored().reply.size(), 290U);
}

TEST_F(SendNotices, AClaimOfALivingOwnerIsLeftAlone) {
  const Owner other(house_.directory.path() / "owners");
  claim(kNow);
  EXPECT_EQ(take_over_notices(house_.database, house_.actor, other, kNow), 0);
  EXPECT_EQ(stored().state, NoticeState::claimed);
}

TEST_F(SendNotices, AClaimOfADeadOwnerIsTakenOver) {
  std::string first_mail;
  {
    const Owner dead(house_.directory.path() / "owners");
    first_mail = room_.compose(claim_notices(house_.database, dead.name(), kNow, 100).at(0));
  }
  EXPECT_EQ(take_over_notices(house_.database, house_.actor, owner_, kNow), 1);
  EXPECT_EQ(stored().state, NoticeState::unknown);
  EXPECT_EQ(stored().owner, "");
  ScriptedTransport transport({{Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(transport), NoticeState::sent);
  EXPECT_EQ(transport.mails[0].message, first_mail);
  EXPECT_EQ(take_over_notices(house_.database, house_.actor, owner_, kNow), 0);
}

TEST_F(SendNotices, ASenderThatLostItsClaimDoesNotSettleTheNextOnes) {
  const Notice mine = claim(kNow).at(0);
  settle_notice(house_.database, mine, {NoticeState::unknown, "sender died", kNow}, kNow);
  const Owner other(house_.directory.path() / "owners");
  claim_notices(house_.database, other.name(), kNow, 100);
  ScriptedTransport transport({{Outcome::failed, "550 no"}});
  send_notice(house_.database, sender_, room_, transport, mine, kNow);
  EXPECT_EQ(stored().state, NoticeState::claimed);
  EXPECT_EQ(stored().owner, other.name());
  EXPECT_TRUE(house_.events_of("notice:1").empty());
}

TEST_F(SendNotices, WhatIsGivenBackIsAsItWas) {
  give_back_notices(house_.database, claim(kNow));
  EXPECT_EQ(stored().state, NoticeState::queued);
  EXPECT_EQ(claim(kNow).size(), 1U);
}

TEST_F(SendNotices, EachAttemptIsARowWithTheReplyTheRelayAndTheWording) {
  ScriptedTransport transport({{Outcome::deferred, "451 later"}, {Outcome::sent, "250 ok"}});
  send(transport);
  send(transport, stored().due);
  const auto attempts = notice_attempts_of(house_.database, 1);
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0].outcome, AttemptOutcome::deferred);
  EXPECT_EQ(attempts[0].at, kNow);
  EXPECT_EQ(attempts[0].reply, "451 later");
  EXPECT_EQ(attempts[0].relay, "relay.example.jp:25");
  EXPECT_EQ(attempts[0].template_version.size(), 16U);
  EXPECT_EQ(attempts[1].outcome, AttemptOutcome::sent);
  EXPECT_EQ(attempts[1].template_version, attempts[0].template_version);
}

TEST_F(SendNotices, WhatIsDeferredForFiveDaysHasFailed) {
  const auto [times, last] = send_until_settled({Outcome::deferred, "451 later"});
  EXPECT_EQ(stored().state, NoticeState::failed);
  EXPECT_EQ(stored().reply, "5日間送れませんでした: 451 later");
  EXPECT_LE(last, kNow.plus_ms(kRetryPeriod_ms));
  EXPECT_GT(last, kNow.plus_ms(kRetryPeriod_ms - 5 * 60 * kMinuteMs));
  EXPECT_GT(times, 30U);
  EXPECT_LT(times, 45U);
}

TEST_F(SendNotices, WhatMayHaveArrivedThreeTimesIsNotSentAgainByItself) {
  const auto [times, last] = send_until_settled({Outcome::unknown, "no answer"});
  EXPECT_EQ(times, 3U);
  EXPECT_EQ(stored().state, NoticeState::unknown);
  EXPECT_EQ(stored().reply, "届いたかもしれないため、自動では再送しません: no answer");
}

TEST_F(SendNotices, WhatTheRelayRefusedUnseenIsAsItWasAndNoAttempt) {
  ScriptedTransport transport(
      {{Outcome::unknown, ""}, {Outcome::deferred, "421 busy", DeliveryResult::Scope::relay}});
  send(transport);
  const Notice before = stored();
  EXPECT_EQ(send(transport, before.due), NoticeState::unknown);
  EXPECT_EQ(stored().state, NoticeState::unknown);
  EXPECT_EQ(stored().attempts, 1);
  EXPECT_EQ(stored().due, before.due);
  EXPECT_EQ(notice_attempts_of(house_.database, 1).size(), 1U);
  EXPECT_EQ(house_.events_of("notice:1"), Texts{"notice_unknown"});
}

TEST_F(SendNotices, AnAddressThatBouncedGetsNoNoticeUntilThatLapses) {
  const Instant until = kNow.plus_ms(kDayMs);
  suppress_address(house_.database, suppression_mark(house_.key, "JIMUSHO@example.jp"), until, 9);
  ScriptedTransport transport({});
  EXPECT_EQ(send(transport), NoticeState::failed);
  EXPECT_EQ(stored().reply, "宛先にメールが届かなかったため、2026-11-23 09:00 まで送りません");
  EXPECT_TRUE(notice_attempts_of(house_.database, 1).empty());
  house_.outbox.queue_approved(house_.database, application_, until, until);
  ScriptedTransport later({{Outcome::sent, "250 ok"}});
  EXPECT_EQ(send(later, until), NoticeState::sent);
}

TEST_F(SendNotices, WhatCannotStandInAMailHasFailedWithoutTheRelay) {
  house_.database.execute("UPDATE notices SET recipient = 'a@example.jp' || char(10) || 'b'");
  ScriptedTransport transport({});
  EXPECT_EQ(send(transport), NoticeState::failed);
  EXPECT_TRUE(transport.mails.empty());
}

TEST_F(SendNotices, AFieldThatNoTemplateCanHoldHoldsUpNoOtherMail) {
  house_.outbox.queue_rejected(house_.database, application_, "some_reason", "一行目\n二行目",
                               kNow);
  const auto notices = claim(kNow);
  ScriptedTransport transport({{Outcome::sent, "250 ok"}});
  std::vector<NoticeState> states;
  for (const Notice& notice : notices) {
    states.push_back(send_notice(house_.database, sender_, room_, transport, notice, kNow));
  }
  EXPECT_EQ(states, (std::vector{NoticeState::sent, NoticeState::failed}));
}

TEST_F(SendNotices, TheMailsTellNothingBeyondTheirFields) {
  house_.outbox.queue_approved(house_.database, application_, kNow.plus_ms(45 * kDayMs), kNow);
  const auto notices = notices_of_application(house_.database, application_.receipt_number);
  const RenderedMail receipt = room_.render(notices.at(0));
  const RenderedMail result = room_.render(notices.at(1));
  EXPECT_EQ(receipt.subject, "ログイン情報再発行申請受領通知(介護保険)");
  EXPECT_NE(receipt.body.find("R000000011"), std::string::npos);
  EXPECT_NE(receipt.body.find("2026年11月22日 09時00分"), std::string::npos);
  EXPECT_NE(receipt.body.find("東京都"), std::string::npos);
  EXPECT_EQ(receipt.body.find("返信用封筒"), std::string::npos);
  EXPECT_NE(result.body.find("承認\n「ログイン情報再発行通知書」"), std::string::npos);
  for (const RenderedMail& mail : {receipt, result}) {
    EXPECT_EQ(mail.body.find("KJ13"), std::string::npos);
    EXPECT_EQ(mail.body.find("千葉市"), std::string::npos);
    EXPECT_EQ(mail.body.find("{{"), std::string::npos);
  }
}

}  // namespace
}  // namespace saihakko
