#include "core/store/tables/letters_table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "core/store/tables/batches_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

using Notices = std::vector<std::string>;

constexpr const char* kLivePasswords =
    "SELECT COUNT(*) FROM letters WHERE temporary_password_hash IS NOT NULL";

class LettersTable : public ::testing::Test {
 protected:
  NewLetter letter(const Application& application, const char* notice_number) {
    return {.notice_number = notice_number,
            .application_id = application.id,
            .account_id = account_.id,
            .batch_id = batch_,
            .edition = next_edition(store_.database, application.id),
            .position = 3,
            .file = "letters-0001.pdf",
            .page = 2,
            .valid_until = kNow.plus_ms(45 * kDayMs),
            .temporary_password_hash = "$argon2id$"};
  }

  void add(const Application& application, const char* notice_number) {
    add_letter(store_.database, letter(application, notice_number), kNow);
  }

  Store store_;
  Account account_ = store_.add_office();
  std::int64_t batch_ = add_batch(store_.database, "B13-20261122-01", "13", kNow);
};

TEST_F(LettersTable, GivesBackWhatWasSealed) {
  const Application application = store_.submit();
  add(application, "N000000019");
  const Letter stored = find_letter(store_.database, "N000000019").value();
  EXPECT_EQ(stored.receipt_number, application.receipt_number);
  EXPECT_EQ(stored.office_number, "1311111111");
  EXPECT_EQ(stored.prefecture, "13");
  EXPECT_EQ(stored.batch, "B13-20261122-01");
  EXPECT_EQ(stored.edition, 1);
  EXPECT_EQ(stored.position, 3);
  EXPECT_EQ(stored.file, "letters-0001.pdf");
  EXPECT_EQ(stored.page, 2);
  EXPECT_EQ(stored.state, LetterState::sealed);
  EXPECT_EQ(stored.issued_at, kNow);
  EXPECT_EQ(stored.valid_until, kNow.plus_ms(45 * kDayMs));
  EXPECT_FALSE(find_letter(store_.database, "N000000027").has_value());
}

TEST_F(LettersTable, TheSchemaForbidsASecondLivePasswordOfAnAccount) {
  add(store_.submit(), "N000000019");
  const Application other = store_.submit();
  try {
    add(other, "N000000027");
    FAIL() << "two live passwords";
  } catch (const StoreError& e) {
    EXPECT_EQ(e.kind(), StoreError::Kind::constraint);
  }
  EXPECT_EQ(store_.count(kLivePasswords), 1);
}

TEST_F(LettersTable, VoidingEndsThePasswordAndMakesRoomForTheNextEdition) {
  const Application application = store_.submit();
  add(application, "N000000019");
  const Instant later = kNow.plus_ms(1);
  EXPECT_EQ(void_live_letters(store_.database, account_.id, VoidReason::superseded, later),
            Notices{"N000000019"});
  EXPECT_EQ(store_.count(kLivePasswords), 0);
  EXPECT_EQ(find_letter(store_.database, "N000000019")->state, LetterState::voided);
  EXPECT_EQ(find_letter(store_.database, "N000000019")->state_since, later);
  EXPECT_EQ(find_letter(store_.database, "N000000019")->void_reason, VoidReason::superseded);
  EXPECT_EQ(void_live_letters(store_.database, account_.id, VoidReason::superseded, later),
            Notices{});
  add(application, "N000000027");
  const auto letters = letters_of_application(store_.database, application.receipt_number);
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[1].edition, 2);
}

TEST_F(LettersTable, VoidingByApplicationOrBatchLeavesTheOthersAlone) {
  const Application mine = store_.submit();
  add(mine, "N000000019");
  account_ = store_.add_office("1322222222");
  const std::int64_t first_batch = batch_;
  batch_ = add_batch(store_.database, "B13-20261122-02", "13", kNow);
  add(store_.submit("1322222222"), "N000000027");
  constexpr auto kReason = VoidReason::withdrawn;
  EXPECT_EQ(void_letters_of_application(store_.database, mine.id, kReason, kNow),
            Notices{"N000000019"});
  EXPECT_EQ(store_.count(kLivePasswords), 1);
  EXPECT_EQ(void_letters_of_batch(store_.database, first_batch, kReason, kNow), Notices{});
  EXPECT_EQ(void_letters_of_batch(store_.database, batch_, kReason, kNow), Notices{"N000000027"});
  EXPECT_EQ(store_.count(kLivePasswords), 0);
}

TEST_F(LettersTable, AStateChangesOnlyWhileItIsWhatTheWriterBelieves) {
  add(store_.submit(), "N000000019");
  const Letter read = find_letter(store_.database, "N000000019").value();
  EXPECT_TRUE(change_state(store_.database, read, LetterState::printed, kNow.plus_ms(1)));
  EXPECT_FALSE(change_state(store_.database, read, LetterState::collected, kNow.plus_ms(2)));
  const Letter printed = find_letter(store_.database, "N000000019").value();
  EXPECT_EQ(printed.state, LetterState::printed);
  EXPECT_EQ(printed.state_since, kNow.plus_ms(1));
  EXPECT_EQ(store_.count(kLivePasswords), 1);
  for (const LetterState to : {LetterState::sealed, LetterState::voided}) {
    EXPECT_THROW(change_state(store_.database, printed, to, kNow), std::logic_error);
  }
}

TEST_F(LettersTable, WithItsEndALetterLosesItsPassword) {
  for (const LetterState end :
       {LetterState::used, LetterState::lapsed, LetterState::spoiled, LetterState::returned}) {
    const Application application = store_.submit();
    const std::string notice = serial_number(kNoticeLetter, application.id);
    add(application, notice.c_str());
    const Letter letter = find_letter(store_.database, notice).value();
    EXPECT_TRUE(change_state(store_.database, letter, end, kNow));
    EXPECT_EQ(store_.count(kLivePasswords), 0) << to_text(end);
  }
}

TEST_F(LettersTable, PrintsAreCountedAndReturnedLettersNamed) {
  const Application application = store_.submit();
  add(application, "N000000019");
  const Letter letter = find_letter(store_.database, "N000000019").value();
  EXPECT_EQ(letter.print_count, 0);
  count_print(store_.database, letter.id);
  EXPECT_EQ(find_letter(store_.database, "N000000019")->print_count, 1);
  EXPECT_EQ(letters_of_batch(store_.database, batch_).size(), 1U);
  EXPECT_EQ(returned_letters(store_.database, application.id), Notices{});
  change_state(store_.database, letter, LetterState::returned, kNow);
  EXPECT_EQ(returned_letters(store_.database, application.id), Notices{"N000000019"});
}

TEST_F(LettersTable, ListsTheNewestFirst) {
  const Application application = store_.submit();
  add(application, "N000000019");
  void_live_letters(store_.database, account_.id, VoidReason::superseded, kNow);
  add(application, "N000000027");
  EXPECT_EQ(newest_letters(store_.database, std::nullopt, 9).front().notice_number, "N000000027");
  EXPECT_EQ(newest_letters(store_.database, std::nullopt, 1).size(), 1U);
  EXPECT_EQ(newest_letters(store_.database, LetterState::voided, 9).front().notice_number,
            "N000000019");
  EXPECT_TRUE(newest_letters(store_.database, LetterState::posted, 9).empty());
  EXPECT_EQ(count_letters(store_.database).size(), 2U);
}

TEST_F(LettersTable, ABatchGoesThroughItsStates) {
  EXPECT_TRUE(batch_name_taken(store_.database, "B13-20261122-01"));
  EXPECT_FALSE(batch_name_taken(store_.database, "B13-20261122-02"));
  EXPECT_EQ(find_batch(store_.database, batch_)->state, BatchState::claimed);
  seal_batch(store_.database, batch_, 7, "0a0b", kNow);
  const Batch sealed = batches_in(store_.database, BatchState::sealed, 9).front();
  EXPECT_EQ(sealed.letters, 7);
  EXPECT_EQ(sealed.sums_sha256, "0a0b");
  EXPECT_TRUE(newest_batches(store_.database, 9).empty());
  set_batch_state(store_.database, batch_, BatchState::handed_over);
  EXPECT_EQ(newest_batches(store_.database, 9).front().name, "B13-20261122-01");
  EXPECT_THROW(add_batch(store_.database, "B13-20261122-01", "13", kNow), StoreError);
}

}  // namespace
}  // namespace saihakko
