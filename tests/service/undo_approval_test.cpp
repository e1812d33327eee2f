#include "core/service/applications/undo_approval.hpp"

#include <gtest/gtest.h>

#include "core/service/letters/issue_letters.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;

constexpr int kMinutes = 30;
const Instant kEnd = kNow.plus_ms(kMinutes * kMinuteMs);

class UndoApproval : public ::testing::Test {
 protected:
  UndoApproval() {
    house_.settings.review.undo_minutes = kMinutes;
    house_.add_office();
  }

  std::optional<std::string> undo(const Application& read, Instant now) {
    Application application = house_.stored(read);
    return undo_approval(house_.database, house_.actor, application, now);
  }

  bool settle(const Application& read) {
    Application application = house_.stored(read);
    return settle_approval(house_.database, house_.actor, house_.outbox, application, kEnd);
  }

  std::int64_t warnings() {
    return house_.count("SELECT COUNT(*) FROM notices WHERE kind = 'approval_warning'");
  }

  House house_;
};

TEST_F(UndoApproval, BringsItBackIntoReviewToBeScreenedAnew) {
  const Application application = house_.approved();
  EXPECT_EQ(undo(application, kEnd.plus_ms(-1)), std::nullopt);
  const Application undone = house_.stored(application);
  EXPECT_EQ(undone.state, in_review);
  EXPECT_EQ(undone.screened_version, 0);
  EXPECT_EQ(undone.undo_until, Instant{0});
  EXPECT_EQ(warnings(), 0);
}

TEST_F(UndoApproval, IsPossibleAsLongAsNoLetterIsBeingMade) {
  const Application application = house_.approved();
  EXPECT_EQ(undo(application, kEnd.plus_ms(kDayMs)), std::nullopt);
  EXPECT_EQ(house_.stored(application).state, in_review);
}

TEST_F(UndoApproval, IsRefusedWithoutATraceWhereABatchHasClaimedIt) {
  const Application application = house_.approved();
  claim_for_batch(house_.database, application.id, 1);
  const std::string before = house_.row_counts();
  EXPECT_NE(undo(application, kNow), std::nullopt);
  EXPECT_EQ(house_.row_counts(), before);
  EXPECT_EQ(house_.stored(application).state, approved);
}

TEST_F(UndoApproval, TakesBackTheWarningThatHasNotGone) {
  house_.settings.review.undo_minutes = 0;
  const Application at_once = house_.approved();
  EXPECT_EQ(warnings(), 1);
  EXPECT_EQ(undo(at_once, kNow), std::nullopt);
  EXPECT_EQ(house_.stored(at_once).state, in_review);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM notices WHERE kind = 'approval_warning' "
                         "AND state = 'cancelled'"),
            1);
}

TEST_F(UndoApproval, NoLetterIsMadeBefore) {
  const Application application = house_.approved();
  EXPECT_TRUE(unclaimed_approved(house_.database, "13", 10, kEnd.plus_ms(-1)).empty());
  EXPECT_EQ(unclaimed_approved(house_.database, "13", 10, kEnd).size(), 1U);
}

TEST_F(UndoApproval, SettledItWarnsAndWithdrawsWhatWasHandedInBefore) {
  const Application earlier = house_.reviewed();
  const Application application = house_.approved();
  Application later = house_.submit();
  house_.database.execute("UPDATE applications SET submitted_ms = $1 WHERE application_id = $2",
                          kEnd.ms, later.id);
  EXPECT_EQ(house_.stored(earlier).state, in_review);
  EXPECT_TRUE(settle(application));
  EXPECT_EQ(house_.stored(earlier).state, withdrawn);
  EXPECT_EQ(house_.stored(later).state, submitted);
  EXPECT_EQ(warnings(), 1);
  EXPECT_TRUE(settle(application));  // once
  EXPECT_EQ(warnings(), 1);
}

TEST_F(UndoApproval, IsNotSettledWhileAnotherIsBeingPrinted) {
  const Application other = house_.reviewed();
  const Application application = house_.approved();
  house_.move(house_.stored(other), {approved});
  claim_for_batch(house_.database, other.id, 1);
  const std::string before = house_.row_counts();
  EXPECT_FALSE(settle(application));
  EXPECT_EQ(house_.row_counts(), before);
}

}  // namespace
}  // namespace saihakko
