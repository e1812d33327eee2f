#include "core/service/letters/void_letter.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "core/service/applications/decide_application.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/letters/track_letters.hpp"
#include "core/store/queries/invariants.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/inbox_files_table.hpp"
#include "tests/service/issued_letters.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;
using Texts = std::vector<std::string>;

const Instant kLater = kNow.plus_ms(kDayMs);
constexpr const char* kNumber = "1311111111";

class VoidLetter : public ::testing::Test {
 protected:
  /// Two letters in one batch.
  VoidLetter() {
    for (const char* number : {kNumber, "1322222222"}) {
      house_.add_office(number);
      applications_.push_back(house_.approved(number));
    }
    render();
    for (const Application& application : applications_) {
      notices_.push_back(letters_of(application).at(0).notice_number);
    }
    file_ = add_inbox_file(house_.database, "print-results", "sum", "results.csv", kNow);
  }

  void TearDown() override {
    for (const Invariant& invariant : invariants()) {
      if (std::string_view(invariant.name) == "receipt_notice") continue;  // none were submitted
      EXPECT_EQ(breaches_of(house_.database, invariant), Texts{}) << invariant.name;
    }
  }

  std::optional<IssuedBatch> render() {
    return issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow);
  }

  std::vector<Letter> letters_of(const Application& application) {
    return letters_of_application(house_.database, application.receipt_number);
  }
  Letter letter(std::size_t which) {
    return find_letter(house_.database, notices_.at(which)).value();
  }
  Application application(std::size_t which) { return house_.stored(applications_.at(which)); }

  void report(std::size_t which, PrintResult result) {
    Transaction transaction(house_.database);
    const auto refusal = track_letter(house_.database, house_.actor, notices_.at(which),
                                      {.result = result, .source = {file_, ++line_}}, kLater);
    ASSERT_FALSE(refusal) << refusal->message;
    transaction.commit();
  }

  std::variant<LetterVoided, std::string> order(Voiding kind, std::size_t which = 0,
                                                Instant now = kLater) {
    Transaction transaction(house_.database);
    auto outcome = void_letter(house_.database, notices_.at(which),
                               {kind, VoidReason::not_delivered, "窓口で確認", 1000}, now);
    transaction.commit();
    return outcome;
  }

  LetterVoided done(Voiding kind, std::size_t which = 0) {
    return std::get<LetterVoided>(order(kind, which));
  }

  /// Why not; a refusal leaves no trace in the transaction.
  std::string refused(Voiding kind, Instant now = kLater) {
    const std::string before = house_.row_counts();
    std::string why = std::get<std::string>(order(kind, 0, now));
    EXPECT_EQ(house_.row_counts(), before);
    return why;
  }

  void change_ledger(Office office) {
    office.version = 7;
    put_office(house_.database, office, 2, kLater);
  }

  std::vector<std::string> to_pull(Instant now = kLater) {
    std::vector<std::string> notices;
    for (const Letter& letter : letters_to_pull(house_.database, "13", now)) {
      notices.push_back(letter.notice_number);
    }
    return notices;
  }

  House house_;
  std::vector<Application> applications_;
  Texts notices_;
  std::int64_t file_ = 0;
  std::int64_t line_ = 1;
};

TEST_F(VoidLetter, AReprintEndsThePasswordAndMakesTheNextEditionWithoutASecondMail) {
  const std::string hash = hash_of(house_, notices_[0]);
  const LetterVoided voided = done(Voiding::reprint);
  EXPECT_TRUE(voided.changed);
  EXPECT_FALSE(voided.was_posted);
  EXPECT_EQ(voided.application.state, approved);
  EXPECT_EQ(voided.application.reason_code, "letter_reprinted");
  EXPECT_EQ(voided.application.batch_id, 0);
  EXPECT_EQ(hash_of(house_, notices_[0]), "");
  const Letter old = letter(0);
  EXPECT_EQ(old.state, LetterState::voided);
  EXPECT_EQ(old.void_reason, VoidReason::not_delivered);
  EXPECT_EQ(old.void_note, "窓口で確認");
  EXPECT_EQ(old.void_uid, 1000);
  EXPECT_EQ(house_.events_of(notices_[0]), (Texts{"letter_sealed", "letter_voided"}));

  ASSERT_TRUE(render());
  const auto letters = letters_of(applications_[0]);
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[1].edition, 2);
  EXPECT_EQ(letters[1].predecessor, notices_[0]);
  EXPECT_EQ(letters[0].successor, letters[1].notice_number);
  EXPECT_NE(hash_of(house_, letters[1].notice_number), hash);
  EXPECT_EQ(application(0).state, issued);
  EXPECT_EQ(house_.causes_of(applications_[0]), Texts{"approved"});
  EXPECT_EQ(application(1).state, issued);
}

TEST_F(VoidLetter, TheHashOfTheEndedPasswordIsKeptForItsHolderAndNothingElse) {
  const std::string hash = hash_of(house_, notices_[0]);
  done(Voiding::reprint);
  const auto account = find_credentials(house_.database, "KJ13" + std::string(kNumber))->account.id;
  EXPECT_FALSE(live_temporary_password(house_.database, account));
  const auto ended = ended_temporary_passwords(house_.database, account, 3);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].hash, hash);
}

TEST_F(VoidLetter, EveryLiveStateAllowsBoth) {
  for (const PrintResult result :
       {PrintResult::collected, PrintResult::printed, PrintResult::posted}) {
    report(0, result);
    const LetterVoided voided = done(Voiding::reprint);
    EXPECT_EQ(voided.application.state, approved);
    EXPECT_EQ(voided.was_posted, result == PrintResult::posted);
    ASSERT_TRUE(render());
    notices_[0] = letters_of(applications_[0]).back().notice_number;
  }
  EXPECT_EQ(letter(0).edition, 4);
  report(1, PrintResult::posted);
  EXPECT_EQ(done(Voiding::for_good, 1).application.state, in_review);
}

TEST_F(VoidLetter, TheSameReprintTwiceIsNoSecondEdition) {
  done(Voiding::reprint);
  const std::string before = house_.row_counts();
  EXPECT_FALSE(done(Voiding::reprint).changed);
  EXPECT_EQ(house_.row_counts(), before);
  ASSERT_TRUE(render());
  const LetterVoided again = done(Voiding::reprint);
  EXPECT_FALSE(again.changed);
  const std::string fresh = letters_of(applications_[0]).back().notice_number;
  EXPECT_EQ(what_follows(again.letter, again.application), "新しい通知書は " + fresh + " です");
  EXPECT_FALSE(render());
  EXPECT_EQ(letters_of(applications_[0]).size(), 2U);
}

TEST_F(VoidLetter, AVoidGoesToTheReviewerWhoseApprovalFreezesTheAddressAnew) {
  const LetterVoided voided = done(Voiding::for_good);
  EXPECT_EQ(voided.application.state, in_review);
  EXPECT_EQ(voided.application.reason_code, "letter_voided");
  const std::vector<Finding> expected{{FindingCode::letter_voided, notices_[0]}};
  EXPECT_EQ(findings_of(house_.database, applications_[0].id), expected);
  EXPECT_FALSE(render());
  EXPECT_FALSE(done(Voiding::for_good).changed);
  EXPECT_EQ(refused(Voiding::reprint).find("通知書 " + notices_[0] + " はすでに無効です"), 0U);

  Office office = sample_office(kNumber);
  office.address = "横浜市";
  change_ledger(office);
  Application waiting = application(0);
  EXPECT_EQ(house_.screen(waiting), ScreenOutcome::findings_renewed);
  EXPECT_EQ(findings_of(house_.database, waiting.id), expected);
  house_.decide(house_.stored(waiting), Verdict::approve);
  ASSERT_TRUE(render());
  EXPECT_EQ(application(0).addressee.address, "横浜市");
  EXPECT_EQ(letters_of(applications_[0]).back().edition, 2);
  EXPECT_EQ(house_.causes_of(applications_[0]), Texts{"approved"});
}

TEST_F(VoidLetter, AReprintGoesToTheReviewerWhenTheLedgerHasMovedSinceTheApproval) {
  for (const char* what : {"name", "postcode", "address", "closed", "suspended"}) {
    Office office = sample_office(kNumber);
    const std::string_view word = what;
    if (word == "name") office.name = "請求事業所B";
    if (word == "postcode") office.postcode = "2630024";
    if (word == "address") office.address = "横浜市";
    if (word == "closed") office.status = OfficeStatus::closed;
    if (word == "suspended") office.status = OfficeStatus::suspended;
    Transaction transaction(house_.database);
    change_ledger(office);
    const auto voided = std::get<LetterVoided>(
        void_letter(house_.database, notices_[0],
                    {Voiding::reprint, VoidReason::not_delivered, "", 1000}, kLater));
    EXPECT_EQ(voided.application.state, in_review) << what;
    EXPECT_EQ(voided.application.reason_code, "ledger_changed") << what;
    EXPECT_EQ(hash_of(house_, notices_[0]), "") << what;
    EXPECT_NE(what_follows(voided.letter, voided.application).find("審査に戻しました"),
              std::string::npos);
  }
  Office office = sample_office(kNumber);  // what no letter bears does not matter
  office.phone = "03-0000-0000";
  change_ledger(office);
  EXPECT_EQ(done(Voiding::reprint).application.state, approved);
}

TEST_F(VoidLetter, ALetterThatHasEndedIsRefusedWithWhatToDoInstead) {
  const Application before = application(0);
  report(0, PrintResult::spoiled);
  for (const Voiding kind : {Voiding::reprint, Voiding::for_good}) {
    EXPECT_NE(refused(kind).find("すでに書損です"), std::string::npos);
    EXPECT_NE(refused(kind).find("第2版を作ります"), std::string::npos);
  }
  ASSERT_TRUE(render());
  notices_[0] = letters_of(applications_[0]).back().notice_number;
  report(0, PrintResult::returned);
  EXPECT_NE(refused(Voiding::reprint).find("application approve"), std::string::npos);
}

TEST_F(VoidLetter, AnApplicationThatWasTakenBackGetsNoNewEdition) {
  Application mine = application(0);
  Transaction transaction(house_.database);
  ASSERT_FALSE(withdraw_application(house_.database, house_.actor, mine, "by_operator", kLater));
  transaction.commit();
  EXPECT_NE(refused(Voiding::reprint).find("は取下げです"), std::string::npos);
  EXPECT_EQ(letter(0).void_reason, VoidReason::withdrawn);
  EXPECT_EQ(letter(0).void_uid, std::nullopt);
  EXPECT_FALSE(done(Voiding::for_good).changed);
}

TEST_F(VoidLetter, ALetterWhoseTimeIsOverIsNotMadeAgainWhetherSweptOrNot) {
  const Instant last = letter(0).valid_until;
  EXPECT_NE(refused(Voiding::reprint, last.plus_ms(1)).find("有効期限"), std::string::npos);
  EXPECT_NE(refused(Voiding::for_good, last.plus_ms(1)).find("有効期限"), std::string::npos);
  EXPECT_TRUE(std::get<LetterVoided>(order(Voiding::reprint, 0, last)).changed);
}

TEST_F(VoidLetter, WhileTheNewEditionIsInTheMakingNothingIsVoidedTwice) {
  done(Voiding::reprint);
  claim_for_batch(house_.database, applications_[0].id,
                  add_batch(house_.database, "B13-20261123-09", "13", kLater));
  EXPECT_FALSE(done(Voiding::reprint).changed);
  EXPECT_NE(application(0).batch_id, 0);  // the claim of the batch in the making stands
}

TEST_F(VoidLetter, StopListNamesTheReasonUnlessTheLetterWasPosted) {
  report(1, PrintResult::posted);
  done(Voiding::reprint, 0);
  done(Voiding::for_good, 1);
  write_stop_lists(house_.database, house_.settings);
  const std::string stop =
      read_file(house_.settings.letters_dir / "13" / "stop.csv", std::size_t{1} << 16);
  EXPECT_NE(stop.find(notices_[0]), std::string::npos);
  EXPECT_NE(stop.find("無効(不着・紛失)\r\n"), std::string::npos) << stop;
  EXPECT_EQ(stop.find(notices_[1]), std::string::npos);
}

TEST_F(VoidLetter, PullListEndsWithTheReportOfThePaperTheBatchOrTheTime) {
  EXPECT_EQ(to_pull(), Texts{});
  done(Voiding::reprint, 0);
  EXPECT_EQ(to_pull(), Texts{notices_[0]});
  EXPECT_EQ(letters_to_pull(house_.database, "27", kLater).size(), 0U);
  const Instant last = letter(0).valid_until;
  EXPECT_EQ(to_pull(last), Texts{notices_[0]});
  EXPECT_EQ(to_pull(last.plus_ms(1)), Texts{});  // nobody posts it any more

  report(1, PrintResult::posted);  // the last one of the batch that was waiting
  EXPECT_EQ(to_pull(), Texts{});
  done(Voiding::for_good, 1);  // in the post: nothing is left to be pulled
  EXPECT_EQ(to_pull(), Texts{});
}

TEST_F(VoidLetter, PullListKeepsABatchOfWhichNothingWasPosted) {
  done(Voiding::reprint, 0);
  done(Voiding::for_good, 1);
  EXPECT_EQ(to_pull(), (Texts{notices_[0], notices_[1]}));
  report(0, PrintResult::spoiled);
  EXPECT_EQ(to_pull(), Texts{notices_[1]});
  report(1, PrintResult::returned);
  EXPECT_EQ(to_pull(), Texts{});
}

TEST_F(VoidLetter, PullListNamesWithdrawnLettersOfHandedOverBatchesOnly) {
  Application mine = application(0);
  Transaction transaction(house_.database);
  withdraw_at_once(house_.database, house_.actor, mine, "office_locked", kLater);
  transaction.commit();
  EXPECT_EQ(to_pull(), Texts{notices_[0]});
  EXPECT_EQ(letter(0).void_reason, VoidReason::office_locked);
  house_.database.execute("UPDATE batches SET state = 'sealed'");
  EXPECT_EQ(to_pull(), Texts{});
  house_.database.execute("UPDATE batches SET state = 'handed_over'");
}

}  // namespace
}  // namespace saihakko
