#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/secrets/password_hash.hpp"
#include "core/service/letters/batch_ending.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "tests/service/issued_letters.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using enum ApplicationState;

class RecoverBatches : public ::testing::Test {
 protected:
  RecoverBatches() { house_.add_office(); }

  RecoveredBatches recover() {
    return recover_batches(house_.database, house_.actor, house_.shop(), kNow);
  }

  /// A batch whose run was killed after its commit and before its rename.
  void kill_before_rename() {
    application_ = house_.approved();
    batch_ = issue_batch(house_.database, house_.actor, house_.shop(), "13", 100, kNow).value();
    fs::rename(final_directory(), hidden_directory());
    house_.database.execute("UPDATE batches SET state = 'sealed'");
  }

  fs::path final_directory() const { return house_.settings.letters_dir / "13" / batch_.name; }
  fs::path hidden_directory() const {
    return house_.settings.letters_dir / "13" / ("." + batch_.name + ".partial");
  }
  BatchState state() { return find_batch(house_.database, 1).value().state; }

  House house_;
  Application application_{.office_number = office_number("1311111111")};
  IssuedBatch batch_;
};

TEST_F(RecoverBatches, WithNothingToDoDoesNothing) {
  const RecoveredBatches recovered = recover();
  EXPECT_EQ(recovered.undone + recovered.handed_over + recovered.voided, 0U);
}

TEST_F(RecoverBatches, ABatchThatWasOnlyClaimedIsUndone) {
  application_ = house_.approved();
  batch_.name = "B13-20261122-01";
  const std::int64_t id = add_batch(house_.database, batch_.name, "13", kNow);
  claim_for_batch(house_.database, application_.id, id);
  make_directories(hidden_directory(), 0750);
  write_new_file(hidden_directory() / "letters-0001.pdf", "half", 0640);
  EXPECT_EQ(recover().undone, 1U);
  EXPECT_EQ(state(), BatchState::undone);
  EXPECT_FALSE(fs::exists(hidden_directory()));
  EXPECT_EQ(house_.stored(application_).state, approved);
  EXPECT_EQ(house_.stored(application_).batch_id, 0);
  EXPECT_EQ(recover().undone, 0U);
  EXPECT_EQ(issue_batch(house_.database, house_.actor, house_.shop(), "13", 9, kNow)->letters, 1U);
}

TEST_F(RecoverBatches, ABatchThatWasSealedAndIsWholeIsHandedOver) {
  kill_before_rename();
  EXPECT_EQ(recover().handed_over, 1U);
  EXPECT_EQ(state(), BatchState::handed_over);
  EXPECT_TRUE(fs::exists(final_directory() / "SHA256SUMS"));
  EXPECT_FALSE(fs::exists(hidden_directory()));
  EXPECT_EQ(house_.stored(application_).state, issued);
  EXPECT_EQ(newest_letters(house_.database, LetterState::sealed, 9).size(), 1U);
  const std::string password = password_on(pages_of(final_directory() / "letters-0001.pdf").at(0));
  const auto letter = newest_letters(house_.database, LetterState::sealed, 1).at(0);
  EXPECT_TRUE(opens(password, hash_of(house_, letter.notice_number)));
}

TEST_F(RecoverBatches, ABatchThatStandsInItsPlaceAlreadyIsNoted) {
  kill_before_rename();
  fs::rename(hidden_directory(), final_directory());  // killed after the rename
  EXPECT_EQ(recover().handed_over, 1U);
  EXPECT_EQ(state(), BatchState::handed_over);
  EXPECT_EQ(recover().handed_over, 0U);
}

TEST_F(RecoverBatches, ADamagedBatchIsVoidedAndPrintedAnewWithOtherPasswords) {
  kill_before_rename();
  const std::string old_password =
      password_on(pages_of(hidden_directory() / "letters-0001.pdf").at(0));
  const Letter old_letter =
      letters_of_application(house_.database, application_.receipt_number).at(0);
  fs::resize_file(hidden_directory() / "letters-0001.pdf", 100);
  EXPECT_EQ(recover().voided, 1U);
  EXPECT_EQ(state(), BatchState::voided);
  EXPECT_FALSE(fs::exists(hidden_directory()));
  EXPECT_EQ(house_.stored(application_).state, approved);
  EXPECT_EQ(find_letter(house_.database, old_letter.notice_number)->state, LetterState::voided);
  EXPECT_EQ(hash_of(house_, old_letter.notice_number), "");
  batch_ = issue_batch(house_.database, house_.actor, house_.shop(), "13", 9, kNow).value();
  const auto letters = letters_of_application(house_.database, application_.receipt_number);
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[1].edition, 2);
  EXPECT_NE(password_on(pages_of(final_directory() / "letters-0001.pdf").at(0)), old_password);
  EXPECT_EQ(house_.causes_of(application_).size(), 1U);  // the result is told once
}

TEST_F(RecoverBatches, ABatchWhoseDirectoryIsGoneIsVoided) {
  kill_before_rename();
  fs::remove_all(hidden_directory());
  EXPECT_EQ(recover().voided, 1U);
  EXPECT_EQ(house_.stored(application_).state, approved);
  EXPECT_EQ(house_.stored(application_).batch_id, 0);
}

TEST_F(RecoverBatches, AVoidedBatchLeavesWithdrawnApplicationsWithdrawn) {
  kill_before_rename();
  house_.move(house_.stored(application_), {withdrawn});
  fs::remove_all(hidden_directory());
  EXPECT_EQ(recover().voided, 1U);
  EXPECT_EQ(house_.stored(application_).state, withdrawn);
}

}  // namespace
}  // namespace saihakko
