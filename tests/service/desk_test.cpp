#include <gtest/gtest.h>

#include "core/service/desk/application_facts.hpp"
#include "core/service/desk/letter_desk.hpp"
#include "core/service/desk/notice_desk.hpp"
#include "core/service/desk/office_desk.hpp"
#include "core/service/desk/review_desk.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;
using Texts = std::vector<std::string>;

constexpr std::int64_t kUid = 1000;

/// What a person's command does is on the disk when it returns, or has left no trace and no lock.
class AtTheDesk : public ::testing::Test {
 protected:
  AtTheDesk() { house_.add_office(); }

  /// As another process sees it, which can write at once.
  Application stored(const Application& application) {
    Database other = house_.connect();
    const Transaction transaction(other);
    return find_application(other, application.id).value();
  }

  std::variant<Decided, DecisionRefusal> decide(const Application& application, Verdict verdict) {
    return decide_at_desk(house_.database, house_.desk(), application.receipt_number,
                          {.verdict = verdict, .acting_uid = kUid}, kNow);
  }

  std::string actor_of_last_step() {
    return audit_rows(house_.database, count_audit_rows(house_.database), 1).at(0).actor;
  }

  House house_;
};

TEST_F(AtTheDesk, ADecisionIsTakenInTheNameOfThePerson) {
  const Application application = house_.reviewed();
  EXPECT_TRUE(std::holds_alternative<Decided>(decide(application, Verdict::approve)));
  EXPECT_EQ(stored(application).state, approved);
  EXPECT_EQ(actor_of_last_step(), "uid:1000");
}

TEST_F(AtTheDesk, ARefusalLeavesNoTrace) {
  const Application application = house_.reviewed();
  const std::string& receipt = application.receipt_number;
  const std::string before = house_.row_counts();
  EXPECT_TRUE(std::holds_alternative<DecisionRefusal>(decide(application, Verdict::reject)));
  EXPECT_TRUE(undo_at_desk(house_.database, kUid, receipt, kNow));
  EXPECT_TRUE(take_envelope_at_desk(house_.database, kUid, receipt, kNow));
  EXPECT_TRUE(
      std::holds_alternative<std::string>(void_at_desk(house_.database, "N000000011", {}, kNow)));
  EXPECT_TRUE(resend_at_desk(house_.database, kUid, 99, "by_operator", kNow));
  EXPECT_EQ(house_.row_counts(), before);
  EXPECT_EQ(stored(application).state, in_review);
}

TEST_F(AtTheDesk, AnApprovalIsUndoneAndAnApplicationWithdrawn) {
  house_.settings.review.undo_minutes = 30;
  const Application application = house_.approved();
  const std::string& receipt = application.receipt_number;
  EXPECT_EQ(undo_at_desk(house_.database, kUid, receipt, kNow), std::nullopt);
  EXPECT_EQ(stored(application).state, in_review);
  EXPECT_EQ(withdraw_at_desk(house_.database, kUid, receipt, "asked_by_office", kNow),
            std::nullopt);
  EXPECT_EQ(stored(application).state, withdrawn);
  EXPECT_TRUE(withdraw_at_desk(house_.database, kUid, receipt, "asked_by_office", kNow));
}

TEST_F(AtTheDesk, ACallAndTheUrgentMarkStandInTheFacts) {
  const Application application = house_.reviewed();
  const std::string& receipt = application.receipt_number;
  EXPECT_EQ(record_call_at_desk(house_.database, receipt,
                                {.result = CallResult::confirmed,
                                 .number = "03-1",
                                 .caller_uid = kUid,
                                 .called_at = kNow}),
            "2026-11-22 09:00 03-1(台帳にない番号) 応答者なし: 申請を確認 (uid 1000)");
  EXPECT_TRUE(mark_urgent_at_desk(house_.database, kUid, receipt, true, kNow));
  EXPECT_FALSE(mark_urgent_at_desk(house_.database, kUid, receipt, true, kNow));
  const ApplicationFacts facts =
      application_facts(house_.database, house_.settings.review, stored(application), kNow);
  EXPECT_TRUE(facts.application.urgent);
  EXPECT_TRUE(facts.decidable);
  EXPECT_EQ(facts.office.value().name, "請求事業所A");
  ASSERT_EQ(facts.calls.size(), 1U);
  EXPECT_EQ(facts.calls[0].number, "03-1");
}

TEST_F(AtTheDesk, AListShowsTheUnionAndTheStateAskedFor) {
  house_.add_office("1411111111");
  const Application tokyo = house_.reviewed();
  const Application kanagawa = house_.submit("1411111111");
  const auto listed = [this](const ApplicationFilter& filter) {
    Texts receipts;
    for_each_listed(house_.database, filter, [&](const ListedApplication& each) {
      receipts.push_back(each.application.receipt_number);
    });
    return receipts;
  };
  EXPECT_EQ(listed({}), (Texts{tokyo.receipt_number, kanagawa.receipt_number}));
  EXPECT_EQ(listed({.state = std::nullopt, .prefecture = "14"}), Texts{kanagawa.receipt_number});
  EXPECT_EQ(listed({.state = in_review, .prefecture = ""}), Texts{tokyo.receipt_number});
}

TEST_F(AtTheDesk, AnOfficeIsClosedOffAndLetInAgain) {
  const Application application = house_.approved();
  const OfficeNumber& number = application.office_number;
  EXPECT_EQ(lock_at_desk(house_.database, kUid, number, kNow).approvals, 1);
  EXPECT_EQ(stored(application).state, in_review);
  const auto facts = office_facts(house_.database, number);
  EXPECT_EQ(facts.value().locked_at, kNow);
  EXPECT_EQ(facts->accounts.size(), 1U);
  EXPECT_EQ(facts->applications.at(0).receipt_number, application.receipt_number);
  EXPECT_TRUE(unlock_at_desk(house_.database, kUid, number, kNow).changed);
  EXPECT_FALSE(unlock_at_desk(house_.database, kUid, number, kNow).changed);
  EXPECT_FALSE(office_facts(house_.database, office_number("1411111111")));
}

TEST_F(AtTheDesk, ALetterIsVoided) {
  const Application application = house_.approved();
  issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow);
  const std::string notice =
      listed_letters(house_.database, std::nullopt, {}, 9).at(0).notice_number;
  const VoidOrder order{Voiding::for_good, VoidReason::wrong_hands, "", kUid};
  EXPECT_TRUE(
      std::holds_alternative<LetterVoided>(void_at_desk(house_.database, notice, order, kNow)));
  EXPECT_EQ(stored(application).state, in_review);
  EXPECT_EQ(letter_facts(house_.database, notice).value().letter.state, LetterState::voided);
  EXPECT_FALSE(letter_facts(house_.database, "N000000999"));
}

TEST_F(AtTheDesk, AMailThatWaitsIsCancelledAndGoesNoMore) {
  house_.approved();
  issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow);
  const std::int64_t id = listed_notices(house_.database, std::nullopt, {}, 1).at(0).id;
  EXPECT_EQ(notice_facts(house_.database, id).value().next_attempt, kNow);
  EXPECT_EQ(cancel_at_desk(house_.database, kUid, id, "by_operator", kNow), std::nullopt);
  EXPECT_EQ(notice_facts(house_.database, id)->notice.state, NoticeState::cancelled);
  EXPECT_EQ(notice_facts(house_.database, id)->next_attempt, std::nullopt);
  EXPECT_TRUE(resend_at_desk(house_.database, kUid, id, "by_operator", kNow));
  EXPECT_FALSE(notice_facts(house_.database, 999));
}

}  // namespace
}  // namespace saihakko
