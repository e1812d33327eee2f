#include "core/store/tables/applications_table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;

std::vector<std::string> receipts(const std::vector<Application>& applications) {
  std::vector<std::string> all;
  for (const Application& application : applications)
    all.push_back(application.receipt_number);
  return all;
}

using Receipts = std::vector<std::string>;

TEST(ApplicationsTable, GivesBackWhatWasSubmitted) {
  Store store;
  const Application application = store.submit("01B2500036", ApplicationKind::first_id);
  EXPECT_EQ(application.receipt_number, "R000000011");
  EXPECT_EQ(application.office_number.text(), "01B2500036");
  EXPECT_EQ(application.prefecture, "01");
  EXPECT_EQ(application.kind, ApplicationKind::first_id);
  EXPECT_EQ(application.notification_mail, "jimusho@example.jp");
  EXPECT_EQ(application.submitted_at, kNow);
  EXPECT_EQ(application.state, submitted);
  EXPECT_EQ(application.version, 1);
  EXPECT_EQ(application.batch_id, 0);
  EXPECT_TRUE(application.addressee.name.empty());
  EXPECT_TRUE(find_submission(store.database, "submission-1"));
  EXPECT_FALSE(find_submission(store.database, "submission-2"));
  EXPECT_FALSE(find_application(store.database, "R000000020").has_value());
}

TEST(ApplicationsTable, ASubmissionCannotBecomeTwoApplications) {
  Store store;
  const Application first = store.submit();
  EXPECT_THROW(add_application(store.database,
                               {.receipt_number = "R000000020",
                                .submission_id = "submission-1",
                                .office_number = first.office_number,
                                .prefecture = "13"},
                               kNow),
               StoreError);
}

TEST(ChangeState, CountsTheVersionUp) {
  Store store;
  const Application application = store.submit();
  const Instant later = kNow.plus_ms(kMinuteMs);
  EXPECT_TRUE(change_state(store.database, application, refused, "closed_office", later));
  const Application stored = find_application(store.database, application.id).value();
  EXPECT_EQ(stored.state, refused);
  EXPECT_EQ(stored.version, 2);
  EXPECT_EQ(stored.state_since, later);
  EXPECT_EQ(stored.reason_code, "closed_office");
}

TEST(ChangeState, OfTwoWritersOneWins) {
  Store store;
  const Application seen_by_both = store.move(store.submit(), {in_review});
  Database other = store.connect();
  EXPECT_TRUE(change_state(other, seen_by_both, approved, "", kNow));
  EXPECT_FALSE(change_state(store.database, seen_by_both, rejected, "rejected_other", kNow));
  EXPECT_EQ(find_application(store.database, seen_by_both.id)->state, approved);
}

TEST(ChangeState, AnOlderVersionOfTheSameStateLoses) {
  Store store;
  const Application old = store.move(store.submit(), {in_review});
  store.move(old, {on_hold, in_review});
  EXPECT_FALSE(change_state(store.database, old, approved, "", kNow));
}

TEST(ChangeState, AForbiddenChangeIsAFaultOfOurs) {
  Store store;
  const Application application = store.submit();
  EXPECT_THROW(change_state(store.database, application, issued, "", kNow), std::logic_error);
  EXPECT_EQ(find_application(store.database, application.id)->state, submitted);
}

TEST(ApplicationsTable, ListsByStateInOrderAndInPieces) {
  Store store;
  for (int i = 0; i < 3; ++i)
    store.submit();
  store.move(store.submit(), {in_review});
  EXPECT_EQ(receipts(applications_in(store.database, submitted, 0, 2)),
            (Receipts{"R000000011", "R000000020"}));
  EXPECT_EQ(receipts(applications_in(store.database, submitted, 2, 2)).size(), 1U);
  EXPECT_EQ(receipts(applications_of(store.database, office_number("1311111111"), 2)),
            (Receipts{serial_number('R', 4), serial_number('R', 3)}));
  EXPECT_EQ(all_applications(store.database, 1, 9).size(), 3U);
  const auto counts = count_applications(store.database);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].state, "in_review");
  EXPECT_EQ(counts[0].count, 1);
  EXPECT_EQ(counts[1].state, "submitted");
  EXPECT_EQ(counts[1].count, 3);
  EXPECT_EQ(counts[1].oldest, kNow);
}

TEST(ApplicationsTable, OtherOpenOnesAreOfTheSameOfficeAndUnion) {
  Store store;
  const Application one = store.submit();
  const Application two = store.submit();
  store.submit("1322222222");
  store.move(store.submit(), {withdrawn});
  EXPECT_EQ(other_open_receipts(store.database, one, 9), Receipts{two.receipt_number});
  EXPECT_EQ(other_open_receipts(store.database, two, 9), Receipts{one.receipt_number});
}

TEST(ApplicationsTable, UnclaimedOnesComeByPostcodeAsText) {
  Store store;
  const auto approve = [&store](const char* postcode) {
    const Application application = store.move(store.submit(), {in_review, approved});
    set_addressee(store.database, application.id, {"請求事業所A", postcode, "千葉市"});
    return application;
  };
  const Application far = approve("2630023");
  const Application near = approve("1000001");
  const Application unknown = approve("");
  EXPECT_EQ(prefectures_with_unclaimed_approved(store.database, kNow), Receipts{"13"});
  EXPECT_EQ(receipts(unclaimed_approved(store.database, "13", 9, kNow)),
            (Receipts{unknown.receipt_number, near.receipt_number, far.receipt_number}));
  const std::int64_t batch = add_batch(store.database, "B13-20261122-01", "13", kNow);
  claim_for_batch(store.database, near.id, batch);
  EXPECT_EQ(receipts(unclaimed_approved(store.database, "13", 1, kNow)),
            Receipts{unknown.receipt_number});
  EXPECT_EQ(find_application(store.database, near.id)->batch_id, batch);
  release_batch_claims(store.database, batch);
  EXPECT_EQ(unclaimed_approved(store.database, "13", 9, kNow).size(), 3U);
  EXPECT_TRUE(unclaimed_approved(store.database, "14", 9, kNow).empty());
}

TEST(ApplicationsTable, UnclaimedOnesWaitWhileTheirApprovalCanBeUndoneAndUrgentOnesComeFirst) {
  Store store;
  const Application first = store.move(store.submit(), {in_review, approved});
  const Application urgent = store.move(store.submit(), {in_review, approved});
  set_urgent(store.database, urgent.id, true);
  set_undo_until(store.database, first.id, kNow.plus_ms(1));
  EXPECT_EQ(receipts(unclaimed_approved(store.database, "13", 9, kNow)),
            Receipts{urgent.receipt_number});
  EXPECT_EQ(receipts(unclaimed_approved(store.database, "13", 9, kNow.plus_ms(1))),
            (Receipts{urgent.receipt_number, first.receipt_number}));
  EXPECT_EQ(urgent_receipts(store.database, 9), Receipts{urgent.receipt_number});
}

TEST(ApplicationsTable, OnesWhoseOfficeHasChangedAreScreenedAgain) {
  Store store;
  store.add_office();
  const Application waiting = store.move(store.submit(), {in_review});
  const Application done = store.move(store.submit(), {refused});
  EXPECT_EQ(receipts(applications_to_rescreen(store.database, 0, 9)),
            Receipts{waiting.receipt_number});
  set_screened_version(store.database, waiting.id, 1);
  EXPECT_TRUE(applications_to_rescreen(store.database, 0, 9).empty());
  Office changed = sample_office();
  changed.version = 2;
  put_office(store.database, changed, 2, kNow);
  EXPECT_EQ(receipts(applications_to_rescreen(store.database, 0, 9)),
            Receipts{waiting.receipt_number});
  EXPECT_TRUE(applications_to_rescreen(store.database, waiting.id, 9).empty());
}

TEST(Findings, AreRewrittenAsAWholeTheBlockingOnesFirst) {
  Store store;
  const Application application = store.submit();
  using enum FindingCode;
  replace_findings(store.database, application.id,
                   {{check_digit, ""}, {no_account, ""}, {no_account, ""}});
  EXPECT_EQ(findings_of(store.database, application.id),
            (std::vector<Finding>{{no_account, ""}, {check_digit, ""}}));
  replace_findings(store.database, application.id, {{name_unprintable, "「𠮷」U+20BB7"}});
  EXPECT_EQ(findings_of(store.database, application.id),
            (std::vector<Finding>{{name_unprintable, "「𠮷」U+20BB7"}}));
  replace_findings(store.database, application.id, {});
  EXPECT_TRUE(findings_of(store.database, application.id).empty());
}

TEST(Decisions, AnApprovalCountsForItsVersionsAndOnceAPerson) {
  Store store;
  const Application application = store.submit();
  for (const std::int64_t uid : {1001, 1000, 1001}) {
    add_decision(store.database, application.id, {.verdict = Verdict::approve, .acting_uid = uid},
                 {2, 1}, kNow);
  }
  EXPECT_EQ(approvers(store.database, application.id, {2, 1}),
            (std::vector<std::int64_t>{1000, 1001}));
  EXPECT_TRUE(approvers(store.database, application.id, {2, 2}).empty());
  EXPECT_TRUE(approvers(store.database, application.id, {3, 1}).empty());
  EXPECT_FALSE(approved_before(store.database, application.id, 2));
  EXPECT_TRUE(approved_before(store.database, application.id, 3));
}

TEST(Decisions, AreKeptInOrder) {
  Store store;
  const Application application = store.submit();
  add_decision(store.database, application.id,
               {Verdict::hold, "held_other", "電話した", 1000, "山田"}, {2, 1}, kNow);
  add_decision(store.database, application.id, {.verdict = Verdict::approve, .acting_uid = 1001},
               {3, 1}, kNow.plus_ms(1));
  const auto decisions = decisions_of(store.database, application.id);
  ASSERT_EQ(decisions.size(), 2U);
  EXPECT_EQ(decisions[0].decision.verdict, Verdict::hold);
  EXPECT_EQ(decisions[0].decision.reason_code, "held_other");
  EXPECT_EQ(decisions[0].decision.note, "電話した");
  EXPECT_EQ(decisions[0].decision.acting_uid, 1000);
  EXPECT_EQ(decisions[0].decision.reviewer, "山田");
  EXPECT_EQ(decisions[1].decision.verdict, Verdict::approve);
  EXPECT_EQ(decisions[1].decided_at, kNow.plus_ms(1));
}

}  // namespace
}  // namespace saihakko
