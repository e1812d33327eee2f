#include "core/service/keeping/restore.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "core/service/keeping/back_up.hpp"
#include "core/service/keeping/reconcile.hpp"
#include "core/service/letters/issue_letters.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/letters/void_letter.hpp"
#include "core/service/setup/backup_copies.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/lost_letters_table.hpp"
#include "core/store/tables/serials_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kUid = 1000;

/// A house, a copy of its database, and another place for the copy to be restored to.
class Restore : public ::testing::Test {
 protected:
  Restore() {
    const fs::path& top = house_.directory.path();
    house_.settings.database_file = top / "other.db";
    house_.settings.inbox_dir = top / "inbox";
    house_.settings.sent_mails_dir = top / "sent-mails";
    house_.settings.backup.dir = top / "backup";
    house_.settings.mail.maildir = top / "mail";
    house_.add_office();
  }

  fs::path back_up_now() {
    const Copied copied =
        back_up(house_.database, house_.actor, house_.settings, house_.key, kNow, [](auto) {});
    return house_.settings.backup.dir / copied.name;
  }

  Restored restore(const fs::path& copy, StandingDatabase standing = StandingDatabase::refuse) {
    return restore_database(house_.settings, house_.key, copy, standing, house_.actor, kNow,
                            [](auto) {});
  }

  Database other() { return {house_.settings.database_file, Database::Open::existing}; }

  std::vector<Discovery> reconcile_other(Database& database) {
    database.keep_digests(audit_key_of(house_.key));
    const auto report = reconcile(database, kUid, house_.settings, {}, kNow);
    std::vector<Discovery> found;
    for (const Discovered& one : report.value().found)
      found.push_back(one.what);
    return found;
  }

  House house_;
};

TEST_F(Restore, PutsAWholeCopyInPlaceAndWaitsForTheReconciliation) {
  const Application application = house_.reviewed();
  const std::int64_t drawn = last_serial(house_.database, "receipt_number");
  EXPECT_FALSE(restore(back_up_now()).aside);
  Database database = other();
  EXPECT_EQ(find_application(database, application.receipt_number)->state,
            ApplicationState::in_review);
  EXPECT_TRUE(pending_restore(database));
  EXPECT_GE(last_serial(database, "receipt_number"), drawn + 10'000);
  EXPECT_TRUE(reconcile_other(database).empty());
  EXPECT_FALSE(pending_restore(database));
  EXPECT_FALSE(reconcile(database, kUid, house_.settings, {}, kNow));
}

TEST_F(Restore, RefusesACopyThatIsCutAlteredWithoutItsSumOrOfAnotherKey) {
  const fs::path copy = back_up_now();
  const auto size = fs::file_size(copy);
  fs::resize_file(copy, size - 1);
  EXPECT_THROW(restore(copy), UnfitCopy);
  EXPECT_FALSE(fs::exists(house_.settings.database_file));
  const fs::path second = back_up_now();
  fs::rename(sum_file_of(second), sum_file_of(second).string() + ".gone");
  EXPECT_THROW(restore(second), UnfitCopy);
  fs::rename(sum_file_of(second).string() + ".gone", sum_file_of(second));
  const MasterKey foreign = fresh_key(house_.directory.path() / "foreign");
  EXPECT_THROW(restore_database(house_.settings, foreign, second, StandingDatabase::refuse,
                                house_.actor, kNow, [](auto) {}),
               ConfigurationError);
  EXPECT_FALSE(fs::exists(house_.settings.database_file));
  restore(second);
}

TEST_F(Restore, ReplacesADatabaseOnlyWhenToldAndNeverWhileItIsUsed) {
  const fs::path copy = back_up_now();
  restore(copy);
  EXPECT_THROW(restore(copy), ConfigurationError);
  {
    const Database user = other();
    EXPECT_THROW(restore(copy, StandingDatabase::keep_aside), StoreError);
  }
  EXPECT_TRUE(fs::exists(restore(copy, StandingDatabase::keep_aside).aside.value()));
}

TEST_F(Restore, LettersThatTheCopyDoesNotKnowAreLostAndNeverMadeTwice) {
  const Application application = house_.approved();
  const fs::path copy = back_up_now();
  issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow);
  const auto lost = letters_of_application(house_.database, application.receipt_number).at(0);
  restore(copy);
  Database database = other();
  EXPECT_EQ(reconcile_other(database),
            (std::vector{Discovery::cancelled_mail, Discovery::lost_letter}));
  EXPECT_EQ(lost_letters(database).at(0).notice_number, lost.notice_number);
  EXPECT_EQ(next_edition(database, application.id), 2);
  EXPECT_GE(last_serial(database, "notice_number"), 10'000);
}

TEST_F(Restore, NumbersGoOnBeyondTheHighestOfTheCopyAndOfTheDisk) {
  const auto beyond = [&](std::int64_t highest) {
    Database database = other();
    return last_serial(database, "notice_number") - highest;
  };
  pass_over_serials(house_.database, "notice_number", 777);  // the copy knows more than the disk
  restore(back_up_now());
  EXPECT_GE(beyond(777), 10'000);
  EXPECT_EQ(beyond(777) % 10'000, 0);

  const fs::path copy = back_up_now();
  house_.approved();
  issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow);  // number 778
  restore(copy, StandingDatabase::keep_aside);
  EXPECT_GE(beyond(778), 10'000);
  EXPECT_EQ(beyond(778) % 10'000, 0);
}

TEST_F(Restore, LettersThatWereVoidedSinceAreVoidedAgain) {
  const Application application = house_.approved();
  issue_batch(house_.database, house_.actor, house_.shop(), "13", 10, kNow);
  const fs::path copy = back_up_now();
  const auto letter = letters_of_application(house_.database, application.receipt_number).at(0);
  void_letter(house_.database, letter.notice_number,
              {Voiding::reprint, VoidReason::wrong_hands, "", 1}, kNow);
  write_stop_lists(house_.database, house_.settings);
  restore(copy);
  Database database = other();
  write_stop_lists(database, house_.settings);  // forgets nothing before the reconciliation
  ASSERT_EQ(letters_on_stop_lists(house_.settings).size(), 1U);
  EXPECT_EQ(reconcile_other(database),
            (std::vector{Discovery::cancelled_mail, Discovery::cancelled_mail,
                         Discovery::voided_letter}));
  const auto after = find_letter(database, letter.notice_number).value();
  EXPECT_EQ(after.state, LetterState::voided);
  EXPECT_EQ(after.void_reason, VoidReason::wrong_hands);
  EXPECT_EQ(find_application(database, application.receipt_number)->state,
            ApplicationState::in_review);
}

TEST_F(Restore, MailsThatPerhapsWentAreCancelledWhereNothingTellsThatTheyDidNot) {
  const Application application = house_.reviewed();
  house_.decide(application, Verdict::reject, "identity_not_confirmed");
  restore(back_up_now());
  Database database = other();
  EXPECT_EQ(reconcile_other(database), std::vector<Discovery>{Discovery::cancelled_mail});
  EXPECT_EQ(notices_of_application(database, application.receipt_number).at(0).state,
            NoticeState::cancelled);
}

}  // namespace
}  // namespace saihakko
