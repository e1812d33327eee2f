#include "core/service/letters/track_letters.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/domain/serial_number.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/store/queries/invariants.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/inbox_files_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "tests/service/issued_letters.hpp"

namespace saihakko {
namespace {

using enum ApplicationState;
using PrintResult::collected;
using PrintResult::returned;
using PrintResult::spoiled;
using Cause = TrackRefusal::Cause;
using Texts = std::vector<std::string>;

const Instant kLater = kNow.plus_ms(kDayMs);

class TrackLetters : public ::testing::Test {
 protected:
  /// Three letters in one batch.
  TrackLetters() {
    for (const char* number : {"1311111111", "1322222222", "1333333333"}) {
      house_.add_office(number);
      applications_.push_back(house_.approved(number));
    }
    batch_ = issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow)->name;
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

  std::vector<Letter> letters_of(const Application& application) {
    return letters_of_application(house_.database, application.receipt_number);
  }
  Letter letter(int which) { return find_letter(house_.database, notices_.at(which)).value(); }
  ApplicationState application_state(int which) {
    return house_.stored(applications_.at(which)).state;
  }

  PrintReport report(PrintResult result, std::optional<Instant> at = std::nullopt) {
    return {.result = result,
            .at = at,
            .person = "印刷 太郎",
            .acting_uid = 1000,
            .source = {file_, ++line_}};
  }

  std::optional<TrackRefusal> track(int which, const PrintReport& report) {
    Transaction transaction(house_.database);
    auto refusal = track_letter(house_.database, house_.actor, notices_.at(which), report, kLater);
    transaction.commit();
    return refusal;
  }

  std::optional<TrackRefusal> track_all(const PrintReport& report, const SerialSet& named = {}) {
    Transaction transaction(house_.database);
    auto refusal = track_batch(house_.database, house_.actor, batch_, named, report, kLater);
    transaction.commit();
    return refusal;
  }

  /// The cause of a refusal, which must leave no trace in the transaction.
  Cause refused(int which, const PrintReport& report) {
    const std::string before = counts();
    const auto refusal = track(which, report);
    EXPECT_EQ(counts(), before);
    return refusal.value().cause;
  }

  std::string counts() {
    return house_.row_counts() +
           std::to_string(house_.count("SELECT COUNT(*) FROM print_results")) + " " +
           std::to_string(house_.count("SELECT SUM(print_count) FROM letters"));
  }

  House house_;
  std::vector<Application> applications_;
  Texts notices_;
  std::string batch_;
  std::int64_t file_ = 0;
  std::int64_t line_ = 1;
};

TEST_F(TrackLetters, TheLetterGoesForwardsAndItsApplicationWithIt) {
  EXPECT_FALSE(track(0, report(collected)));
  EXPECT_EQ(letter(0).state, LetterState::collected);
  EXPECT_EQ(application_state(0), issued);
  EXPECT_FALSE(track(0, report(PrintResult::printed)));
  EXPECT_EQ(application_state(0), ApplicationState::printed);
  EXPECT_FALSE(track(0, report(PrintResult::posted)));
  EXPECT_EQ(letter(0).state, LetterState::posted);
  EXPECT_EQ(application_state(0), ApplicationState::posted);
  EXPECT_EQ(house_.events_of(notices_[0]),
            (Texts{"letter_sealed", "letter_collected", "letter_printed", "letter_posted"}));
  EXPECT_NE(hash_of(house_, notices_[0]), "");
}

TEST_F(TrackLetters, ADayWithoutATimeIsNotBeforeTheLetterThatWasMadeOnIt) {
  PrintReport of_day = report(PrintResult::posted, start_of_japan_day({2026, 11, 22}));
  of_day.whole_day = true;
  EXPECT_FALSE(track(0, of_day));
  EXPECT_EQ(print_results_of(house_.database, letter(0).id).at(0).reported_at, kNow);
  EXPECT_FALSE(track_all(of_day));
  EXPECT_EQ(letter(2).state, LetterState::posted);
  of_day.at = start_of_japan_day({2026, 11, 21});
  EXPECT_EQ(refused(1, of_day), Cause::before_issue);
}

TEST_F(TrackLetters, AReportIsKeptWithItsTimePersonAndPlace) {
  track(0, report(PrintResult::posted, kNow.plus_ms(5)));
  track(1, report(PrintResult::posted));
  const auto rows = print_results_of(house_.database, letter(0).id);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].result, PrintResult::posted);
  EXPECT_EQ(rows[0].reported_at, kNow.plus_ms(5));
  EXPECT_EQ(rows[0].taken_at, kLater);
  EXPECT_EQ(rows[0].person, "印刷 太郎");
  EXPECT_EQ(rows[0].acting_uid, 1000);
  EXPECT_EQ(rows[0].file, "results.csv");
  EXPECT_EQ(rows[0].line, 2);
  EXPECT_EQ(print_results_of(house_.database, letter(1).id).at(0).reported_at, kLater);
}

TEST_F(TrackLetters, ASpoiledLettersPasswordDiesAndItsApplicationIsPrintedAnew) {
  const std::string hash = hash_of(house_, notices_[0]);
  track(0, report(PrintResult::printed));
  EXPECT_FALSE(track(0, report(spoiled)));
  EXPECT_EQ(hash_of(house_, notices_[0]), "");
  EXPECT_EQ(application_state(0), approved);
  EXPECT_EQ(house_.stored(applications_[0]).reason_code, "letter_spoiled");
  ASSERT_TRUE(issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kLater));
  const Letter fresh = letters_of(applications_[0]).at(1);
  EXPECT_EQ(fresh.edition, 2);
  EXPECT_NE(hash_of(house_, fresh.notice_number), hash);
  EXPECT_EQ(application_state(0), issued);
  EXPECT_EQ(house_.causes_of(applications_[0]), Texts{"approved"});  // told once
}

TEST_F(TrackLetters, AReturnedLetterGoesToTheReviewerAndTheAddresseeIsFrozenAnew) {
  track(0, report(PrintResult::posted));
  EXPECT_FALSE(track(0, report(returned)));
  EXPECT_EQ(hash_of(house_, notices_[0]), "");
  EXPECT_EQ(application_state(0), in_review);
  const std::vector<Finding> expected{{FindingCode::letter_returned, notices_[0]}};
  EXPECT_EQ(findings_of(house_.database, applications_[0].id), expected);
  Office office = sample_office();
  office.address = "横浜市";
  office.version = 2;
  put_office(house_.database, office, 2, kLater);
  Application application = house_.stored(applications_[0]);
  EXPECT_EQ(applications_to_rescreen(house_.database, 0, 9).size(), 1U);
  EXPECT_EQ(house_.screen(application), ScreenOutcome::findings_renewed);
  EXPECT_EQ(findings_of(house_.database, applications_[0].id), expected);
  house_.decide(house_.stored(application), Verdict::approve);
  EXPECT_EQ(house_.stored(application).addressee.address, "横浜市");
  EXPECT_TRUE(issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kLater));
}

TEST_F(TrackLetters, ALetterCanComeBackFromAnyLiveState) {
  track(1, report(collected));
  for (const int which : {0, 1, 2}) {
    EXPECT_FALSE(track(which, report(returned)));
    EXPECT_EQ(application_state(which), in_review);
  }
}

TEST_F(TrackLetters, AScanThatIsKnownChangesNothingAndASecondPrintIsCounted) {
  const PrintReport first = report(PrintResult::printed);
  track(0, first);
  const std::string before = counts();
  EXPECT_FALSE(track(0, first));  // the same line of a file dropped again
  EXPECT_EQ(counts(), before);
  EXPECT_FALSE(track(0, report(PrintResult::printed)));
  EXPECT_EQ(letter(0).print_count, 2);
  EXPECT_EQ(house_.events_of(notices_[0]).back(), "page_reprinted");
  track(1, report(PrintResult::printed, kNow.plus_ms(1)));
  EXPECT_FALSE(track(1, report(PrintResult::printed, kNow.plus_ms(1))));
  EXPECT_EQ(letter(1).print_count, 1);
  EXPECT_FALSE(track(1, report(PrintResult::printed, kNow.plus_ms(2))));
  EXPECT_EQ(letter(1).print_count, 2);
}

TEST_F(TrackLetters, TheSameLineOfTheSameContentIsKnownUnderAnotherTaking) {
  track(0, report(PrintResult::printed));
  PrintReport again = report(PrintResult::printed);
  again.source = {add_inbox_file(house_.database, "print-results", "sum", "again.csv", kLater), 2};
  EXPECT_FALSE(track(0, again));
  EXPECT_EQ(letter(0).print_count, 1);
  again.source.file_id = add_inbox_file(house_.database, "print-results", "other", "o.csv", kLater);
  track(0, again);
  EXPECT_EQ(letter(0).print_count, 2);
}

TEST_F(TrackLetters, WhatContradictsIsRefused) {
  track(0, report(PrintResult::posted, kNow.plus_ms(kMinuteMs)));
  EXPECT_EQ(refused(0, report(PrintResult::printed)), Cause::contradiction);
  EXPECT_EQ(refused(0, report(spoiled)), Cause::contradiction);
  EXPECT_FALSE(track(0, report(PrintResult::printed, kNow)));  // the earlier step, told late
  EXPECT_EQ(letter(0).state, LetterState::posted);
  track(1, report(spoiled));
  EXPECT_EQ(refused(1, report(returned)), Cause::contradiction);
  EXPECT_EQ(refused(1, report(PrintResult::posted, kNow)), Cause::must_not_be_posted);
}

TEST_F(TrackLetters, AVoidedLetterMustNotBePosted) {
  void_letters_of_application(house_.database, applications_[0].id, VoidReason::withdrawn, kNow);
  append_audit(house_.database, house_.actor, kNow, {"letter_voided", notices_[0], ""});
  house_.move(house_.stored(applications_[0]), {withdrawn});
  append_audit(house_.database, house_.actor, kNow,
               {"application_withdrawn", applications_[0].receipt_number, ""});
  EXPECT_EQ(refused(0, report(PrintResult::posted)), Cause::must_not_be_posted);
  for (const PrintResult result : {collected, PrintResult::printed}) {
    EXPECT_EQ(refused(0, report(result)), Cause::contradiction);
  }
  for (const PrintResult result : {spoiled, returned}) {  // what became of the paper
    EXPECT_FALSE(track(0, report(result)));
    const std::string before = counts();
    EXPECT_FALSE(track(0, report(result)));
    EXPECT_EQ(counts(), before);
  }
  EXPECT_EQ(letter(0).state, LetterState::voided);
  EXPECT_EQ(application_state(0), withdrawn);
  EXPECT_EQ(print_results_of(house_.database, letter(0).id).size(), 2U);
}

TEST_F(TrackLetters, WhatIsNotThereOrNotHandedOverIsRefused) {
  notices_.push_back(serial_number(kNoticeLetter, 9999));
  EXPECT_EQ(refused(3, report(collected)), Cause::unknown_number);
  notices_.pop_back();
  EXPECT_EQ(
      track_batch(house_.database, house_.actor, "B13-20200101-01", {}, report(collected), kLater)
          ->cause,
      Cause::unknown_number);
  house_.database.execute("UPDATE batches SET state = 'sealed'");
  EXPECT_EQ(refused(0, report(collected)), Cause::not_handed_over);
  EXPECT_EQ(track_all(report(collected))->cause, Cause::not_handed_over);
  house_.database.execute("UPDATE batches SET state = 'handed_over'");
}

TEST_F(TrackLetters, ATimeBeforeTheMinuteOfTheIssueIsRefused) {
  EXPECT_EQ(refused(0, report(collected, kNow.plus_ms(-1))), Cause::before_issue);
  EXPECT_EQ(track_all(report(collected, kNow.plus_ms(-1)))->cause, Cause::before_issue);
  EXPECT_FALSE(track(0, report(collected, kNow)));
}

TEST_F(TrackLetters, ABatchPassesOverLettersOfTheirOwnLineAndThoseFurtherOn) {
  SerialSet named;
  named.add(serial_in(notices_[1]));
  track(2, report(PrintResult::posted));
  EXPECT_FALSE(track_all(report(PrintResult::printed), named));
  EXPECT_EQ(letter(0).state, LetterState::printed);
  EXPECT_EQ(letter(1).state, LetterState::sealed);
  EXPECT_EQ(letter(2).state, LetterState::posted);
  EXPECT_FALSE(track_all(report(PrintResult::printed), named));
  EXPECT_EQ(letter(0).print_count, 1);  // a batch that is named again is no reprint
  EXPECT_EQ(print_results_of(house_.database, letter(2).id).size(), 1U);
}

TEST_F(TrackLetters, StopListNamesWhatMustNotBePostedAnyMore) {
  track(0, report(spoiled));
  track(1, report(PrintResult::posted));
  track(2, report(returned));
  Transaction transaction(house_.database);
  void_letters_of_application(house_.database, applications_[1].id, VoidReason::withdrawn, kLater);
  append_audit(house_.database, house_.actor, kLater, {"letter_voided", notices_[1], ""});
  house_.move(house_.stored(applications_[1]), {withdrawn});
  append_audit(house_.database, house_.actor, kNow,
               {"application_withdrawn", applications_[1].receipt_number, ""});
  transaction.commit();
  write_stop_lists(house_.database, house_.settings);
  const std::string stop =
      read_file(house_.settings.letters_dir / "13" / "stop.csv", std::size_t{1} << 16);
  EXPECT_NE(stop.find(notices_[0] + "," + batch_ + ",letters-0001.pdf,"), std::string::npos);
  EXPECT_EQ(stop.find(notices_[1]), std::string::npos);  // in the post already
  EXPECT_NE(stop.find(notices_[2]), std::string::npos);
}

}  // namespace
}  // namespace saihakko
