#include "core/service/letters/issue_letters.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/secrets/password_hash.hpp"
#include "core/service/applications/lock_office.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "tests/service/issued_letters.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using enum ApplicationState;
using Texts = std::vector<std::string>;

/// Chance that lets something happen while the passwords are drawn: between the claim of a batch
/// and its commit.
class InterruptingRandom : public RandomSource {
 public:
  explicit InterruptingRandom(std::function<void()> happening) : happening_(std::move(happening)) {}
  std::uint32_t below(std::uint32_t bound) override {
    if (happening_) std::exchange(happening_, nullptr)();
    return random_.below(bound);
  }

 private:
  std::function<void()> happening_;
  SystemRandom random_;
};

class IssueLetters : public ::testing::Test {
 protected:
  IssueLetters() {
    for (const char* number : {"1311111111", "1322222222", "1333333333"})
      house_.add_office(number);
  }

  std::optional<IssuedBatch> issue(std::size_t limit = 100) {
    return issue_batch(house_.database, house_.actor, house_.shop(), "13", limit, kNow);
  }
  fs::path batch_directory(const IssuedBatch& batch) const {
    return house_.settings.letters_dir / "13" / batch.name;
  }
  Letter letter_of(const Application& application) {
    return letters_of_application(house_.database, application.receipt_number).back();
  }

  House house_;
};

TEST_F(IssueLetters, ABatchIsSealedAndHandedOver) {
  const Application one = house_.approved("1311111111");
  const Application two = house_.approved("1322222222");
  const auto batch = issue();
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->prefecture, "13");
  EXPECT_EQ(batch->letters, 2U);
  EXPECT_TRUE(batch->sent_back.empty());
  EXPECT_EQ(directory_names(house_.settings.letters_dir / "13"), Texts{batch->name});
  EXPECT_EQ(directory_names(batch_directory(*batch)),
            (Texts{"SHA256SUMS", "cover.pdf", "letters-0001.pdf", "manifest.csv"}));
  EXPECT_EQ(newest_batches(house_.database, 1).at(0).name, batch->name);
  for (const Application& application : {one, two}) {
    EXPECT_EQ(house_.stored(application).state, issued);
    EXPECT_EQ(house_.causes_of(application), Texts{"approved"});
    const Letter letter = letter_of(application);
    EXPECT_EQ(letter.state, LetterState::sealed);
    EXPECT_EQ(letter.batch, batch->name);
    EXPECT_EQ(letter.edition, 1);
    EXPECT_EQ(letter.file, "letters-0001.pdf");
    EXPECT_EQ(rfc3339(letter.valid_until), "2027-01-06T23:59:59.999+09:00");
  }
  EXPECT_EQ(house_.events_of(batch->name),
            (Texts{"batch_claimed", "batch_sealed", "batch_handed_over"}));
}

TEST_F(IssueLetters, TheCoverSaysUntilWhenToPostWhatIsUrgentAndWhomToCall) {
  house_.approved("1311111111");
  set_urgent(house_.database, house_.approved("1322222222").id, true);
  const auto batch = issue();
  const std::string cover = pages_of(batch_directory(*batch) / "cover.pdf").at(0);
  const Letter urgent = letters_of_batch(house_.database, 1).at(1);
  // Sunday; Monday is a holiday; a day for the collection, two for the post.
  EXPECT_NE(cover.find("投函期限2026年11月26日"), std::string::npos) << cover;
  EXPECT_NE(cover.find("至急1通この通知書から先に投函してください" + urgent.notice_number +
                       "（letters-00012頁）"),
            std::string::npos)
      << cover;
  EXPECT_NE(cover.find("連絡先東京都国民健康保険団体連合会"), std::string::npos) << cover;
}

TEST_F(IssueLetters, ThePrintedPasswordIsTheOneThatWasHashed) {
  const Application one = house_.approved("1311111111");
  const Application two = house_.approved("1322222222");
  const auto batch = issue();
  const auto pages = pages_of(batch_directory(*batch) / "letters-0001.pdf");
  ASSERT_EQ(pages.size(), 2U);
  for (const Application& application : {one, two}) {
    const Letter letter = letter_of(application);
    const std::string& page = pages.at(static_cast<std::size_t>(letter.page - 1));
    EXPECT_NE(page.find("KJ13" + application.office_number.text()), std::string::npos) << page;
    EXPECT_NE(page.find(letter.notice_number), std::string::npos) << page;
    EXPECT_NE(page.find("令和09年01月06日"), std::string::npos) << page;
    const std::string password = password_on(page);
    EXPECT_EQ(password.size(), 10U) << page;
    EXPECT_TRUE(opens(password, hash_of(house_, letter.notice_number)));
  }
}

TEST_F(IssueLetters, APasswordStandsNowhereButInThePdf) {
  house_.approved();
  const auto batch = issue();
  const std::string password =
      password_on(pages_of(batch_directory(*batch) / "letters-0001.pdf").at(0));
  ASSERT_EQ(password.size(), 10U);
  house_.database.select<std::tuple<std::int64_t>>("PRAGMA wal_checkpoint(FULL)");
  for (const fs::path& file :
       {house_.file, fs::path(house_.file.string() + "-wal"),
        batch_directory(*batch) / "manifest.csv", batch_directory(*batch) / "cover.pdf"}) {
    EXPECT_EQ(content_of(file).find(password), std::string::npos) << file;
  }
  EXPECT_EQ(content_of(batch_directory(*batch) / "manifest.csv").find("KJ13"), std::string::npos);
}

TEST_F(IssueLetters, SecondRunPrintsNothing) {
  house_.approved();
  issue();
  const std::string before = house_.row_counts();
  EXPECT_EQ(issue(), std::nullopt);
  EXPECT_EQ(house_.row_counts(), before);
  EXPECT_EQ(directory_names(house_.settings.letters_dir / "13").size(), 1U);
}

TEST_F(IssueLetters, LettersComeByPostcodeAndFillOnePdfAfterTheOther) {
  house_.settings.letters.batch_size = 2;
  const char* postcodes[] = {"9000001", "1000001", "2630023"};
  const char* numbers[] = {"1311111111", "1322222222", "1333333333"};
  for (int i = 0; i < 3; ++i) {
    Office office = sample_office(numbers[i]);
    office.postcode = postcodes[i];
    put_office(house_.database, office, 1, kNow);
    house_.approved(numbers[i]);
  }
  const auto batch = issue();
  std::string places;
  for (const auto& [number, file, page, position] :
       house_.database.select<std::tuple<std::string, std::string, std::int64_t, std::int64_t>>(
           "SELECT office_number, file, page, position FROM letters JOIN applications "
           "USING (application_id) ORDER BY position")) {
    places +=
        number + " " + file + " " + std::to_string(page) + " " + std::to_string(position) + "\n";
  }
  EXPECT_EQ(places,
            "1322222222 letters-0001.pdf 1 1\n"
            "1333333333 letters-0001.pdf 2 2\n"
            "1311111111 letters-0002.pdf 1 3\n");
  EXPECT_EQ(pages_of(batch_directory(*batch) / "letters-0002.pdf").size(), 1U);
}

TEST_F(IssueLetters, ALimitLeavesTheRestForTheNextBatch) {
  house_.approved("1311111111");
  house_.approved("1322222222");
  const auto first = issue(1);
  const auto second = issue(1);
  EXPECT_EQ(first->letters, 1U);
  EXPECT_EQ(second->letters, 1U);
  EXPECT_NE(first->name, second->name);
  EXPECT_EQ(issue(1), std::nullopt);
}

TEST_F(IssueLetters, AnotherUnionsApplicationsAreNotPrinted) {
  house_.approved();
  EXPECT_EQ(issue_batch(house_.database, house_.actor, house_.shop(), "14", 100, kNow),
            std::nullopt);
}

TEST_F(IssueLetters, AnOfficeThatWasClosedAfterTheApprovalGoesBackToReview) {
  const Application application = house_.approved();
  const Application other = house_.approved("1322222222");
  Office closed = sample_office();
  closed.status = OfficeStatus::closed;
  closed.version = 2;
  put_office(house_.database, closed, 2, kNow);
  const auto batch = issue();
  EXPECT_EQ(batch->letters, 1U);
  EXPECT_EQ(batch->sent_back.size(), 1U);
  EXPECT_EQ(house_.stored(application).state, in_review);
  EXPECT_EQ(house_.stored(other).state, issued);
  EXPECT_TRUE(house_.causes_of(application).empty());
  EXPECT_EQ(applications_to_rescreen(house_.database, 0, 9).at(0).receipt_number,
            application.receipt_number);
}

TEST_F(IssueLetters, AnOfficeThatTheLedgerNamesOtherwiseByThenGoesBackToReview) {
  const auto change = [this](std::string_view number, auto&& what) {
    const Application application = house_.approved(number);
    Office office = sample_office(number);
    what(office);
    office.version = 2;
    put_office(house_.database, office, 2, kNow);
    const auto batch = issue();
    EXPECT_EQ(batch->letters, 0U) << number;
    ASSERT_EQ(batch->sent_back.size(), 1U) << number;
    EXPECT_EQ(batch->sent_back[0].receipt_number, application.receipt_number);
    EXPECT_EQ(batch->sent_back[0].cause, ReviewCause::ledger_changed);
    EXPECT_EQ(house_.stored(application).state, in_review) << number;
    EXPECT_EQ(house_.stored(application).reason_code, "ledger_changed") << number;
  };
  change("1311111111", [](Office& office) { office.name = "請求事業所B"; });
  change("1322222222", [](Office& office) { office.postcode = "2630024"; });
  change("1333333333", [](Office& office) { office.address = "横浜市"; });
}

TEST_F(IssueLetters, WhatNoLetterBearsMayChange) {
  house_.approved();
  Office office = sample_office();
  office.phone = "03-0000-0000";
  put_office(house_.database, office, 2, kNow);
  EXPECT_EQ(issue()->letters, 1U);
}

TEST_F(IssueLetters, AnOfficeThatChangesWhileTheBatchIsMadeGetsNoLetter) {
  const auto change_meanwhile = [this](std::string_view number, auto&& what) {
    const Application application = house_.approved(number);
    InterruptingRandom random([&] {
      Database import = house_.connect();
      Office office = sample_office(number);
      what(office);
      office.version = 2;
      put_office(import, office, 2, kNow);
    });
    const PrintShop shop{house_.settings, house_.unions, house_.press,
                         house_.outbox,   random,        house_.working_days};
    EXPECT_ANY_THROW(issue_batch(house_.database, house_.actor, shop, "13", 100, kNow));
    EXPECT_EQ(house_.count("SELECT COUNT(*) FROM letters"), 0);
    EXPECT_TRUE(directory_names(house_.settings.letters_dir / "13").empty());
    EXPECT_EQ(issue()->sent_back.size(), 1U);
    EXPECT_EQ(house_.stored(application).state, in_review);
  };
  change_meanwhile("1311111111", [](Office& office) { office.status = OfficeStatus::closed; });
  change_meanwhile("1322222222", [](Office& office) { office.address = "横浜市"; });
}

TEST_F(IssueLetters, AnOfficeThatResetsItsPasswordWhileTheBatchIsMadeGetsNoLetter) {
  const Application application = house_.approved();
  InterruptingRandom random([this, &application] {
    Database portal = house_.connect();
    Transaction transaction(portal);
    Application claimed = find_application(portal, application.id).value();
    withdraw_at_once(portal, Actor::portal(), claimed, "superseded_by_reset", kNow);
    transaction.commit();
  });
  const PrintShop shop{house_.settings, house_.unions, house_.press,
                       house_.outbox,   random,        house_.working_days};
  EXPECT_ANY_THROW(issue_batch(house_.database, house_.actor, shop, "13", 100, kNow));
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM letters"), 0);
  EXPECT_EQ(issue(), std::nullopt);
  EXPECT_EQ(house_.stored(application).state, withdrawn);
  EXPECT_EQ(house_.stored(application).reason_code, "superseded_by_reset");
}

TEST_F(IssueLetters, AnOfficeThatIsLockedWhileTheBatchIsMadeGetsNoLetter) {
  const Application application = house_.approved();
  InterruptingRandom random([this] {
    Database union_desk = house_.connect();
    Transaction transaction(union_desk);
    EXPECT_EQ(lock_office(union_desk, 1000, office_number("1311111111"), kNow).approvals, 1);
    transaction.commit();
  });
  const PrintShop shop{house_.settings, house_.unions, house_.press,
                       house_.outbox,   random,        house_.working_days};
  EXPECT_ANY_THROW(issue_batch(house_.database, house_.actor, shop, "13", 100, kNow));
  EXPECT_EQ(issue(), std::nullopt);
  EXPECT_EQ(house_.stored(application).state, in_review);
  EXPECT_TRUE(std::holds_alternative<DecisionRefusal>(
      house_.decide(house_.stored(application), Verdict::approve)));
}

TEST_F(IssueLetters, AFailureBeforeTheCommitIsUndone) {
  const Application application = house_.approved();
  InterruptingRandom random([] { throw std::runtime_error("the world fails"); });
  const PrintShop shop{house_.settings, house_.unions, house_.press,
                       house_.outbox,   random,        house_.working_days};
  EXPECT_THROW(issue_batch(house_.database, house_.actor, shop, "13", 100, kNow),
               std::runtime_error);
  EXPECT_EQ(house_.stored(application).state, approved);
  EXPECT_EQ(house_.stored(application).batch_id, 0);
  EXPECT_EQ(batches_in(house_.database, BatchState::undone, 9).size(), 1U);
  EXPECT_EQ(issue()->letters, 1U);
}

TEST_F(IssueLetters, AFirstIdMakesTheAccount) {
  put_office(house_.database, sample_office("1344444444"), 1, kNow);
  const Application application = house_.reviewed("1344444444", ApplicationKind::first_id);
  ASSERT_TRUE(std::holds_alternative<Decided>(house_.decide(application, Verdict::approve)));
  const auto batch = issue();
  const auto accounts = accounts_of(house_.database, office_number("1344444444"));
  ASSERT_EQ(accounts.size(), 1U);
  EXPECT_EQ(accounts[0].user_id, "KJ131344444444");
  EXPECT_NE(pages_of(batch_directory(*batch) / "letters-0001.pdf").at(0).find("KJ131344444444"),
            std::string::npos);
}

TEST_F(IssueLetters, ALaterLetterOfTheAccountEndsTheEarlierPassword) {
  const Application first = house_.approved();
  issue();
  const std::string earlier = letter_of(first).notice_number;
  house_.move(house_.stored(first), {approved});  // spoiled: printed once more
  house_.database.execute("UPDATE applications SET batch_id = NULL");
  issue();
  EXPECT_EQ(find_letter(house_.database, earlier)->state, LetterState::voided);
  EXPECT_EQ(hash_of(house_, earlier), "");
  EXPECT_EQ(letter_of(first).edition, 2);
  EXPECT_NE(letter_of(first).notice_number, earlier);
  EXPECT_EQ(house_.causes_of(first), Texts{"approved"});  // told once
}

}  // namespace
}  // namespace saihakko
