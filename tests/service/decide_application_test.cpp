#include "core/service/applications/decide_application.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;
using Cause = DecisionRefusal::Cause;
using Outcome = std::variant<Decided, DecisionRefusal>;
using Texts = std::vector<std::string>;

bool changed(const Outcome& outcome) {
  return std::get<Decided>(outcome).changed;
}

class DecideApplication : public ::testing::Test {
 protected:
  DecideApplication() { house_.add_office(); }

  void put(const Office& office) { put_office(house_.database, office, 2, kNow); }

  /// The refusal of a decision, which must leave no trace in the transaction.
  DecisionRefusal refused(const Application& application, Verdict verdict,
                          std::string_view reason = "",
                          std::optional<std::int64_t> version = std::nullopt) {
    const std::string before = house_.row_counts();
    const Outcome outcome = house_.decide(application, verdict, reason, version);
    EXPECT_EQ(house_.row_counts(), before);
    return std::get<DecisionRefusal>(outcome);
  }

  House house_;
};

TEST_F(DecideApplication, AnApprovalFreezesTheAddressee) {
  const Application application = house_.reviewed();
  EXPECT_TRUE(changed(house_.decide(application, Verdict::approve)));
  const Application approved_one = house_.stored(application);
  EXPECT_EQ(approved_one.state, approved);
  EXPECT_EQ(approved_one.addressee.name, "請求事業所A");
  EXPECT_EQ(approved_one.addressee.postcode, "2630023");
  EXPECT_EQ(approved_one.addressee.address, "千葉市稲毛区緑町3丁目30-8");
  Office moved = sample_office();
  moved.address = "横浜市";
  moved.version = 2;
  put(moved);
  EXPECT_EQ(house_.stored(application).addressee.address, "千葉市稲毛区緑町3丁目30-8");
  EXPECT_EQ(decisions_of(house_.database, application.id).at(0).decision.verdict, Verdict::approve);
  EXPECT_TRUE(house_.causes_of(application).empty());  // the result is told with the letter
}

TEST_F(DecideApplication, AnApprovalAsksTheLedgerAsItIsNow) {
  const Application application = house_.reviewed();
  Office office = sample_office();
  office.status = OfficeStatus::suspended;
  office.address = "";
  put(office);
  const DecisionRefusal refusal = refused(application, Verdict::approve);
  EXPECT_EQ(refusal.cause, Cause::blocked);
  EXPECT_NE(refusal.message.find("休止中"), std::string::npos) << refusal.message;
  EXPECT_NE(refusal.message.find("住所がありません"), std::string::npos) << refusal.message;
  office.status = OfficeStatus::closed;
  put(office);
  EXPECT_EQ(refused(application, Verdict::approve).cause, Cause::blocked);
  put(sample_office());
  EXPECT_TRUE(changed(house_.decide(application, Verdict::approve)));
}

TEST_F(DecideApplication, WhatIsForTheReviewerDoesNotBlock) {
  Office office = sample_office();
  office.postcode.clear();
  office.security_mail = "hoka@example.jp";
  put(office);
  EXPECT_TRUE(changed(house_.decide(house_.reviewed(), Verdict::approve)));
}

TEST_F(DecideApplication, ARejectionTellsTheApplicantWhy) {
  const Application application = house_.reviewed();
  EXPECT_TRUE(changed(house_.decide(application, Verdict::reject, "wrong_union")));
  EXPECT_EQ(house_.stored(application).state, rejected);
  EXPECT_EQ(house_.stored(application).reason_code, "wrong_union");
  const Notice notice = notices_of_application(house_.database, application.receipt_number).at(0);
  EXPECT_EQ(notice.cause, "rejected:wrong_union");
  EXPECT_NE(notice.fields.find(house_.reasons.find("wrong_union")->sentence), std::string::npos);
}

TEST_F(DecideApplication, AHoldTellsNobody) {
  const Application application = house_.reviewed();
  EXPECT_TRUE(changed(house_.decide(application, Verdict::hold, "held_other")));
  EXPECT_EQ(house_.stored(application).state, on_hold);
  EXPECT_TRUE(house_.causes_of(application).empty());
}

TEST_F(DecideApplication, WhatIsOnHoldCanBeApprovedRejectedAndHeldForAnotherReason) {
  const Application application = house_.reviewed();
  house_.decide(application, Verdict::hold, "held_other");
  EXPECT_TRUE(changed(house_.decide(application, Verdict::hold, "letter_returned")));
  EXPECT_EQ(house_.stored(application).reason_code, "letter_returned");
  EXPECT_TRUE(changed(house_.decide(application, Verdict::approve)));
  EXPECT_EQ(house_.stored(application).state, approved);
  EXPECT_EQ(house_.stored(application).reason_code, "");
  const Application other = house_.reviewed();
  house_.decide(other, Verdict::hold, "held_other");
  EXPECT_TRUE(changed(house_.decide(other, Verdict::reject, "rejected_other")));
  EXPECT_EQ(house_.stored(other).state, rejected);
}

TEST_F(DecideApplication, ARejectionAndAHoldNeedAReasonOfTheirOwn) {
  const Application application = house_.reviewed();
  EXPECT_EQ(refused(application, Verdict::reject).cause, Cause::reason_missing);
  EXPECT_EQ(refused(application, Verdict::hold).cause, Cause::reason_missing);
  for (const char* reason : {"no_such_reason", "held_other", "unknown_office"}) {
    EXPECT_EQ(refused(application, Verdict::reject, reason).cause, Cause::reason_unknown) << reason;
  }
  EXPECT_EQ(refused(application, Verdict::hold, "wrong_union").cause, Cause::reason_unknown);
  const std::string message = refused(application, Verdict::hold).message;
  EXPECT_NE(message.find("held_other(その他（保留）)"), std::string::npos) << message;
  EXPECT_EQ(message.find("wrong_union"), std::string::npos) << message;
}

TEST_F(DecideApplication, AWorksheetThatIsOlderThanTheRowIsRefused) {
  const Application application = house_.reviewed();
  ASSERT_EQ(application.version, 2);
  const DecisionRefusal refusal = refused(application, Verdict::approve, "", 1);
  EXPECT_EQ(refusal.cause, Cause::changed_since);
  EXPECT_NE(refusal.message.find("更新番号 1 → 2"), std::string::npos) << refusal.message;
  EXPECT_NE(refusal.message.find("審査中"), std::string::npos) << refusal.message;
  EXPECT_TRUE(changed(house_.decide(application, Verdict::approve, "", 2)));
}

TEST_F(DecideApplication, DecidedSoBeforeIsNoChange) {
  const Application one = house_.reviewed();
  house_.decide(one, Verdict::hold, "held_other");
  std::string before = house_.row_counts();
  EXPECT_FALSE(changed(house_.decide(one, Verdict::hold, "held_other", 2)));
  EXPECT_EQ(house_.row_counts(), before);
  house_.decide(one, Verdict::approve);
  before = house_.row_counts();
  EXPECT_FALSE(changed(house_.decide(one, Verdict::approve, "", 2)));
  EXPECT_EQ(house_.row_counts(), before);
  const Application two = house_.reviewed();
  house_.decide(two, Verdict::reject, "wrong_union");
  before = house_.row_counts();
  EXPECT_FALSE(changed(house_.decide(two, Verdict::reject, "wrong_union")));
  EXPECT_EQ(house_.row_counts(), before);
}

TEST_F(DecideApplication, WhatIsDecidedOtherwiseIsNotInReviewAnyMore) {
  const Application application = house_.approved();
  const DecisionRefusal refusal = refused(application, Verdict::reject, "wrong_union");
  EXPECT_EQ(refusal.cause, Cause::not_in_review);
  EXPECT_NE(refusal.message.find("承認"), std::string::npos);
  EXPECT_EQ(refused(application, Verdict::hold, "held_other").cause, Cause::not_in_review);
  EXPECT_EQ(refused(house_.submit(), Verdict::approve).cause, Cause::not_in_review);
}

TEST_F(DecideApplication, AnUnknownReceiptIsRefused) {
  Application nobody{.office_number = office_number("1311111111")};
  nobody.receipt_number = "R000009999";
  EXPECT_EQ(refused(nobody, Verdict::approve).cause, Cause::unknown_receipt);
}

TEST_F(DecideApplication, AnApprovalWithdrawsTheAccountsOthersWithoutAMail) {
  const Application held = house_.reviewed();
  house_.decide(held, Verdict::hold, "held_other");
  const Application fresh = house_.submit();
  const Application earlier = house_.approved();
  EXPECT_EQ(house_.stored(held).state, withdrawn);
  EXPECT_EQ(house_.stored(fresh).state, withdrawn);
  const Application later = house_.reviewed();
  const Outcome outcome = house_.decide(later, Verdict::approve);
  EXPECT_EQ(std::get<Decided>(outcome).withdrawn, Texts{earlier.receipt_number});
  EXPECT_EQ(house_.stored(earlier).state, withdrawn);
  EXPECT_EQ(house_.stored(earlier).reason_code, "superseded");
  EXPECT_TRUE(house_.causes_of(earlier).empty());
  EXPECT_EQ(house_.stored(later).state, approved);
}

TEST_F(DecideApplication, AnApprovalWithdrawsHoweverManyOthersThereAre) {
  std::vector<Application> others;
  for (int i = 0; i < 30; ++i)
    others.push_back(house_.submit());
  const Application application = house_.reviewed();
  const Outcome outcome = house_.decide(application, Verdict::approve);
  EXPECT_EQ(std::get<Decided>(outcome).withdrawn.size(), 30U);
  for (const Application& other : others)
    EXPECT_EQ(house_.stored(other).state, withdrawn);
}

TEST_F(DecideApplication, AnApprovalLeavesOtherOfficesAndUnionsAlone) {
  house_.add_office("1322222222");
  const Application neighbour = house_.reviewed("1322222222");
  house_.approved();
  EXPECT_EQ(house_.stored(neighbour).state, in_review);
}

TEST_F(DecideApplication, AWithdrawnLettersPasswordIsDead) {
  const Application first = house_.approved();
  ASSERT_TRUE(issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow));
  const Application second = house_.reviewed();
  EXPECT_TRUE(changed(house_.decide(second, Verdict::approve)));
  EXPECT_EQ(house_.stored(first).state, withdrawn);
  const Letter letter = letters_of_application(house_.database, first.receipt_number).at(0);
  EXPECT_EQ(letter.state, LetterState::voided);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM letters WHERE temporary_password_hash IS NOT NULL"),
            0);
  EXPECT_EQ(house_.events_of(letter.notice_number), (Texts{"letter_sealed", "letter_voided"}));
}

TEST_F(DecideApplication, WhileAnotherOfTheAccountIsBeingPrintedAnApprovalWaits) {
  const Application first = house_.approved();
  claim_for_batch(house_.database, first.id,
                  add_batch(house_.database, "B13-20261122-01", "13", kNow));
  const Application second = house_.reviewed();
  const DecisionRefusal refusal = refused(second, Verdict::approve);
  EXPECT_EQ(refusal.cause, Cause::other_in_batch);
  EXPECT_NE(refusal.message.find(first.receipt_number), std::string::npos) << refusal.message;
  EXPECT_EQ(house_.stored(first).state, approved);
}

}  // namespace
}  // namespace saihakko
