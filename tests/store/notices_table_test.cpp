#include "core/store/tables/notices_table.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

class NoticesTable : public ::testing::Test {
 protected:
  void queue(const std::string& cause, Instant now = kNow) {
    queue_notice(store_.database,
                 {.application_id = application_.id,
                  .office_number = application_.office_number.text(),
                  .prefecture = application_.prefecture,
                  .kind = NoticeKind::result,
                  .cause = cause,
                  .recipient = "jimusho@example.jp",
                  .fields = R"({"receipt_number":"R000000011"})",
                  .message_id = "<" + cause + "@localhost>"},
                 now);
  }

  std::vector<Notice> claim(std::string_view owner, Instant now = kNow, std::int64_t limit = 100) {
    return claim_notices(store_.database, owner, now, limit);
  }

  std::vector<Notice> all() {
    return notices_of_application(store_.database, application_.receipt_number);
  }

  Store store_;
  Application application_ = store_.submit();
};

TEST_F(NoticesTable, TheSameThingIsToldOnce) {
  queue("approved");
  queue("approved", kNow.plus_ms(5));
  ASSERT_EQ(all().size(), 1U);
  const Notice notice = all().front();
  EXPECT_EQ(notice.state, NoticeState::queued);
  EXPECT_EQ(notice.queued_at, kNow);
  EXPECT_EQ(notice.kind, NoticeKind::result);
  EXPECT_EQ(notice.recipient, "jimusho@example.jp");
  EXPECT_EQ(notice.message_id, "<approved@localhost>");
  EXPECT_EQ(notice.prefecture, "13");
  queue("rejected:rejected_other");
  EXPECT_EQ(all().size(), 2U);
}

TEST_F(NoticesTable, AClaimTakesTheOldestDueOnes) {
  for (const char* cause : {"a", "b", "c"})
    queue(cause);
  const auto claimed = claim("owner-1", kNow, 2);
  ASSERT_EQ(claimed.size(), 2U);
  EXPECT_EQ(claimed[0].cause, "a");
  EXPECT_EQ(claimed[1].cause, "b");
  EXPECT_EQ(claimed[0].state, NoticeState::claimed);
  EXPECT_EQ(claimed[0].owner, "owner-1");
  EXPECT_EQ(claimed[0].claim, 1);
  EXPECT_EQ(claimed[0].attempts, 0);
  EXPECT_EQ(claimed[0].claimed_from, NoticeState::queued);
  EXPECT_EQ(claim("owner-2").size(), 1U);
  EXPECT_TRUE(claim("owner-3").empty());
  EXPECT_EQ(notice_owners(store_.database), (std::vector<std::string>{"owner-1", "owner-2"}));
}

TEST_F(NoticesTable, WhatIsDueFirstIsClaimedFirstWhateverItsState) {
  queue("a", kNow.plus_ms(2000));
  queue("b", kNow);
  settle_notice(store_.database, claim("owner-1", kNow).front(),
                {NoticeState::unknown, "", kNow.plus_ms(1000)}, kNow);
  queue("c", kNow.plus_ms(1500));
  std::string order;
  for (const Notice& notice : claim("owner-1", kNow.plus_ms(5000), 2))
    order += notice.cause;
  EXPECT_EQ(order, "bc");
}

TEST_F(NoticesTable, WhatIsNotDueYetWaits) {
  queue("a", kNow.plus_ms(1000));
  EXPECT_TRUE(claim("owner-1", kNow.plus_ms(999)).empty());
  EXPECT_EQ(claim("owner-1", kNow.plus_ms(1000)).size(), 1U);
}

TEST_F(NoticesTable, OnlyTheClaimsOwnerSettlesAndOnlyOnce) {
  queue("a");
  const Notice mine = claim("owner-1").front();
  Notice stranger = mine;
  stranger.owner = "owner-2";
  EXPECT_FALSE(settle_notice(store_.database, stranger, {NoticeState::sent, "", kNow}, kNow));
  Notice older = mine;
  older.claim = 0;
  EXPECT_FALSE(settle_notice(store_.database, older, {NoticeState::sent, "", kNow}, kNow));
  EXPECT_TRUE(settle_notice(store_.database, mine, {NoticeState::sent, "250 ok", kNow}, kNow));
  EXPECT_FALSE(settle_notice(store_.database, mine, {NoticeState::failed, "", kNow}, kNow));
  const Notice settled = find_notice(store_.database, mine.id).value();
  EXPECT_EQ(settled.state, NoticeState::sent);
  EXPECT_EQ(settled.reply, "250 ok");
  EXPECT_EQ(settled.owner, "");
}

TEST_F(NoticesTable, ASettlementOfAnEarlierClaimDoesNotReachTheNext) {
  queue("a");
  const Notice first = claim("owner-1").front();
  settle_notice(store_.database, first, {NoticeState::unknown, "sender died", kNow}, kNow);
  const Notice second = claim("owner-1").front();
  EXPECT_EQ(second.claim, 2);
  EXPECT_EQ(second.attempts, 1);
  EXPECT_EQ(second.claimed_from, NoticeState::unknown);
  EXPECT_FALSE(settle_notice(store_.database, first, {NoticeState::sent, "", kNow}, kNow));
  EXPECT_EQ(find_notice(store_.database, first.id)->state, NoticeState::claimed);
}

TEST_F(NoticesTable, DeferredAndUnknownGoAgainWhenDueAndTheOthersNever) {
  struct Case {
    NoticeState state;
    std::size_t again;
  };
  for (const auto& [state, again] :
       {Case{NoticeState::deferred, 1}, Case{NoticeState::unknown, 1}, Case{NoticeState::sent, 0},
        Case{NoticeState::failed, 0}, Case{NoticeState::expired, 0},
        Case{NoticeState::cancelled, 0}, Case{NoticeState::bounced, 0}}) {
    const std::string cause(to_text(state));
    queue(cause);
    const Notice notice = claim("owner-1").front();
    const Instant due = kNow.plus_ms(60'000);
    ASSERT_TRUE(settle_notice(store_.database, notice, {state, "", due}, kNow));
    EXPECT_TRUE(claim("owner-1", due.plus_ms(-1)).empty()) << cause;
    const auto next = claim("owner-1", due);
    EXPECT_EQ(next.size(), again) << cause;
    for (const Notice& taken : next) {
      settle_notice(store_.database, taken, {NoticeState::sent, "", due}, due);
    }
  }
}

TEST_F(NoticesTable, WhatIsGivenBackIsAsItWasAndNoAttemptCounts) {
  queue("a");
  const Notice before = all().front();
  const Notice mine = claim("owner-1").front();
  give_back_notice(store_.database, mine, mine.due);
  Notice after = all().front();
  EXPECT_EQ(after.state, NoticeState::queued);
  EXPECT_EQ(after.attempts, 0);
  EXPECT_EQ(after.due, before.due);
  EXPECT_EQ(after.state_since, before.state_since);
  const Notice again = claim("owner-1").front();
  settle_notice(store_.database, again, {NoticeState::unknown, "", kNow}, kNow);
  const Notice third = claim("owner-1").front();
  give_back_notice(store_.database, third, third.due);
  after = all().front();
  EXPECT_EQ(after.state, NoticeState::unknown);
  EXPECT_EQ(after.attempts, 1);
}

TEST_F(NoticesTable, AGivenBackClaimThatIsNoLongerOnesOwnChangesNothing) {
  queue("a");
  const Notice mine = claim("owner-1").front();
  settle_notice(store_.database, mine, {NoticeState::sent, "", kNow}, kNow);
  give_back_notice(store_.database, mine, mine.due);
  EXPECT_EQ(all().front().state, NoticeState::sent);
}

TEST_F(NoticesTable, WhatIsNeverDueStaysUnknown) {
  queue("a");
  settle_notice(store_.database, claim("owner-1").front(), {NoticeState::unknown, "", kNeverDue},
                kNow);
  EXPECT_TRUE(claim("owner-1", kNow.plus_ms(10'000 * kDayMs)).empty());
}

TEST_F(NoticesTable, IsFoundByItsMessageId) {
  queue("a");
  EXPECT_EQ(find_notice(store_.database, std::string_view("<a@localhost>"))->cause, "a");
  EXPECT_FALSE(find_notice(store_.database, std::string_view("<b@localhost>")).has_value());
}

TEST_F(NoticesTable, QueuedAnewItsDaysOfTryingBeginAgain) {
  queue("a");
  settle_notice(store_.database, claim("owner-1").front(), {NoticeState::failed, "", kNow}, kNow);
  const Instant later = kNow.plus_ms(kDayMs);
  const Notice failed = all().front();
  EXPECT_TRUE(requeue_notice(store_.database, failed, later));
  EXPECT_FALSE(requeue_notice(store_.database, failed, later));
  const Notice queued = all().front();
  EXPECT_EQ(queued.state, NoticeState::queued);
  EXPECT_EQ(queued.attempts, 0);
  EXPECT_EQ(queued.tries_from, later);
  EXPECT_EQ(queued.queued_at, kNow);
}

TEST_F(NoticesTable, ABounceTakesTheClaimOfWhoSendsAgain) {
  queue("a");
  settle_notice(store_.database, claim("owner-1").front(), {NoticeState::unknown, "", kNow}, kNow);
  const Notice again = claim("owner-1").front();
  EXPECT_TRUE(bounce_notice(store_.database, again, "5.1.1", kNow));
  EXPECT_FALSE(settle_notice(store_.database, again, {NoticeState::sent, "", kNow}, kNow));
  EXPECT_EQ(all().front().state, NoticeState::bounced);
  EXPECT_FALSE(bounce_notice(store_.database, all().front(), "5.1.1", kNow));
}

TEST_F(NoticesTable, DueOnesAreFoundByTheirIndexInOrder) {
  std::string plan;
  using Step = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>;
  for (const auto& step : store_.database.select<Step>(
           "EXPLAIN QUERY PLAN SELECT notice_id FROM notices WHERE state = 'queued' "
           "AND due_ms <= 5 AND kind NOT IN ('one_time_password', 'confirmation_code') "
           "ORDER BY due_ms, notice_id LIMIT 9")) {
    plan += std::get<3>(step) + "\n";
  }
  EXPECT_NE(plan.find("notices_by_state"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

TEST_F(NoticesTable, CountsByState) {
  queue("a");
  queue("b", kNow.plus_ms(5));
  claim("owner-1", kNow, 1);
  const auto counts = count_notices(store_.database);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].state, "claimed");
  EXPECT_EQ(counts[1].state, "queued");
  EXPECT_EQ(counts[1].oldest, kNow.plus_ms(5));
  EXPECT_EQ(newest_notices(store_.database, NoticeState::queued, 9).front().cause, "b");
  EXPECT_EQ(newest_notices(store_.database, std::nullopt, 9).size(), 2U);
}

}  // namespace
}  // namespace saihakko
