#include "core/store/notices_table.hpp"

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
  for (const char* cause : {"a", "b", "c"}) queue(cause);
  const auto claimed = claim("owner-1", kNow, 2);
  ASSERT_EQ(claimed.size(), 2U);
  EXPECT_EQ(claimed[0].cause, "a");
  EXPECT_EQ(claimed[1].cause, "b");
  EXPECT_EQ(claimed[0].state, NoticeState::claimed);
  EXPECT_EQ(claimed[0].owner, "owner-1");
  EXPECT_EQ(claimed[0].claim, 1);
  EXPECT_EQ(claimed[0].attempts, 1);
  EXPECT_EQ(claim("owner-2").size(), 1U);
  EXPECT_TRUE(claim("owner-3").empty());
  EXPECT_EQ(notice_owners(store_.database), (std::vector<std::string>{"owner-1", "owner-2"}));
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
  EXPECT_EQ(second.attempts, 2);
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
