#include "core/service/send_notices.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "core/domain/retry.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/suppression.hpp"
#include "core/store/bounces_table.hpp"
#include "core/store/notice_attempts_table.hpp"
#include "core/store/transaction.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

using Outcome = DeliveryResult::Outcome;
using Texts = std::vector<std::string>;

struct Mail {
  std::string from;
  std::string to;
  std::string message;
  std::string unique;
};

/// A relay that answers as it was told and keeps every mail that it was handed.
class ScriptedTransport : public MailTransport {
 public:
  explicit ScriptedTransport(std::deque<DeliveryResult> answers) : answers_(std::move(answers)) {}

  DeliveryResult deliver(std::string_view from, std::string_view to, std::string_view message,
                         std::string_view unique) override {
    mails.push_back(
        {std::string(from), std::string(to), std::string(message), std::string(unique)});
    DeliveryResult answer = answers_.front();
    answers_.pop_front();
    return answer;
  }

  std::vector<Mail> mails;

  DeliveryResult pretend(std::string_view, std::string_view) override {
    ++pretended;
    return {Outcome::sent, "to nobody"};
  }

  int pretended = 0;

 private:
  std::deque<DeliveryResult> answers_;
};

std::string message_id_of(const Mail& mail) {
  const std::size_t at = mail.message.find("Message-ID: ");
  return mail.message.substr(at, mail.message.find("\r\n", at) - at);
}

class SendNotices : public ::testing::Test {
 protected:
  SendNotices() {
    house_.add_office();
    house_.outbox.queue_receipt(house_.database, application_, kNow);
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
  house_.outbox.queue_approved(house_.database, application_, until);
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
  house_.outbox.queue_approved(house_.database, application_, kNow);
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
