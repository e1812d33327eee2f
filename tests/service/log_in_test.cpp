#include "core/service/portal/log_in.hpp"

#include <gtest/gtest.h>

#include "core/service/applications/expire.hpp"
#include "core/service/applications/lock_office.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/letters/void_letter.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

constexpr const char* kPassword = "Abcdefg1";

class LogIn : public ::testing::Test {
 protected:
  LogIn() { house_.add_office(); }

  PortalHouse house_;
};

TEST_F(LogIn, AnAccountWithoutPasswordOpensToNothing) {
  EXPECT_EQ(refusal_of(house_.log_in_with("")), "login_failed");
  EXPECT_EQ(refusal_of(house_.log_in_with("no password is this one")), "login_failed");
}

TEST_F(LogIn, AnUnknownUserIdIsRefusedLikeAWrongPassword) {
  house_.reset_to(kPassword);
  const auto wrong = house_.log_in_with("Wrong123");
  const auto unknown = house_.log_in_with(kPassword, kNow, "", "KJ139999999999");
  EXPECT_EQ(refusal_of(wrong), "login_failed");
  EXPECT_EQ(std::get<PortalRefusal>(wrong).message, std::get<PortalRefusal>(unknown).message);
}

TEST_F(LogIn, ThreeWrongPasswordsLockTheClientForThirtyMinutes) {
  house_.reset_to(kPassword);
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", kNow, "a")), "login_failed");
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", kNow, "a")), "login_failed");
  const auto third = house_.log_in_with("Wrong123", kNow, "a");
  EXPECT_EQ(refusal_of(third), "login_locked");
  const Instant over = kNow.plus_ms(30 * kMinuteMs);
  EXPECT_EQ(std::get<PortalRefusal>(third).retry_at, over);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, over.plus_ms(-1), "a")), "login_locked");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, over.plus_ms(-1), "b")), "");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, over, "a")), "");
}

TEST_F(LogIn, AnUnknownUserIdIsLockedAlike) {
  for (int i = 0; i < 3; ++i)
    house_.log_in_with("x", kNow, "", "KJ139999999999");
  EXPECT_EQ(refusal_of(house_.log_in_with("x", kNow, "", "KJ139999999999")), "login_locked");
}

TEST_F(LogIn, ARightPasswordForgetsTheWrongOnes) {
  house_.reset_to(kPassword);
  for (int i = 0; i < 5; ++i) {
    house_.log_in_with("Wrong123");
    house_.log_in_with("Wrong123");
    EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "") << i;
  }
}

TEST_F(LogIn, WrongPasswordsAreForgottenAfterTheTimeOfALock) {
  house_.log_in_with("Wrong123");
  house_.log_in_with("Wrong123");
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", kNow.plus_ms(30 * kMinuteMs))),
            "login_failed");
}

TEST_F(LogIn, ALockClosesNeitherResetNorTemporaryPassword) {
  const Application application = house_.issued();
  for (int i = 0; i < 4; ++i)
    house_.log_in_with("Wrong123");
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123")), "login_locked");
  EXPECT_EQ(refusal_of(house_.log_in_with(house_.printed_password(application))), "");
  house_.reset_to(kPassword);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
}

TEST_F(LogIn, TheFirstLoginSetsAPasswordAndCompletesTheApplication) {
  const Application application = house_.issued();
  const std::string temporary = house_.printed_password(application);
  const auto begun = house_.log_in_with(temporary);
  const std::string ticket = std::get<LoggedIn>(begun).ticket;
  EXPECT_EQ(house_.stored(application).state, ApplicationState::issued);
  EXPECT_EQ(refusal_of(house_.set(ticket, kPassword, kNow, Flow::reset)), "ticket_unknown");
  const auto same = house_.set(ticket, temporary, kNow, Flow::login);
  EXPECT_EQ(std::get<PortalRefusal>(same).breaches, std::vector<std::string>{"same_as_temporary"});
  EXPECT_EQ(refusal_of(house_.set(ticket, kPassword, kNow, Flow::login)), "");
  EXPECT_EQ(house_.stored(application).state, ApplicationState::completed);
  EXPECT_EQ(letters_of_application(house_.database, application.receipt_number).at(0).state,
            LetterState::used);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "login_failed");
}

TEST_F(LogIn, APasswordSetAfterTheLetterWasVoidedIsAFindingOfTheApplication) {
  const Application read = house_.issued();
  const auto letter = letters_of_application(house_.database, read.receipt_number).back();
  void_letter(house_.database, letter.notice_number,
              {Voiding::for_good, VoidReason::wrong_hands, "", 1}, kNow);
  const std::int64_t version = house_.stored(read).version;
  house_.reset_to(kPassword, kNow.plus_ms(1));
  Application application = house_.stored(read);
  EXPECT_EQ(application.state, ApplicationState::in_review);
  EXPECT_EQ(application.version, version + 1);  // a decision on the earlier worksheet is stale
  EXPECT_EQ(house_.events_of(read.receipt_number).back(), "findings_renewed");
  house_.screen(application);  // finds it anew
  std::vector<std::string> found;
  for (const Finding& finding : findings_of(house_.database, read.id))
    found.emplace_back(to_text(finding.code));
  EXPECT_EQ(found, (std::vector<std::string>{"letter_voided", "password_set_since"}));
  EXPECT_TRUE(std::holds_alternative<Decided>(house_.decide(application, Verdict::approve)));
}

TEST_F(LogIn, APasswordThatWasSetBeforeItIsNoFinding) {
  house_.reset_to(kPassword, kNow.plus_ms(-kDayMs));
  EXPECT_TRUE(findings_of(house_.database, house_.reviewed().id).empty());
}

TEST_F(LogIn, TheOldPasswordLivesUntilTheNewOneIsSet) {
  house_.reset_to(kPassword, kNow.plus_ms(-kDayMs));
  const Application application = house_.issued();
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
  const auto begun = house_.log_in_with(house_.printed_password(application));
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
  house_.set(std::get<LoggedIn>(begun).ticket, "Another12", kNow, Flow::login);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "login_failed");
}

TEST_F(LogIn, ANewLoginKillsTheEarlierTicket) {
  const std::string temporary = house_.printed_password(house_.issued());
  const std::string first = std::get<LoggedIn>(house_.log_in_with(temporary)).ticket;
  const std::string second = std::get<LoggedIn>(house_.log_in_with(temporary)).ticket;
  EXPECT_EQ(refusal_of(house_.set(first, kPassword, kNow, Flow::login)), "ticket_over");
  EXPECT_EQ(refusal_of(house_.set(second, kPassword, kNow, Flow::login)), "");
}

TEST_F(LogIn, ATemporaryPasswordLapsesWithTheDayPrintedWhetherSweptOrNot) {
  const Application application = house_.issued();
  const std::string temporary = house_.printed_password(application);
  const Instant last = end_of_japan_day(kNow, house_.settings.letters.valid_days);
  const auto begun = house_.log_in_with(temporary, last);
  EXPECT_EQ(refusal_of(begun), "");
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary, last.plus_ms(1))),
            "temporary_password_lapsed");
  EXPECT_EQ(refusal_of(house_.set(std::get<LoggedIn>(begun).ticket, kPassword, last.plus_ms(1),
                                  Flow::login)),
            "ticket_over");
  EXPECT_EQ(lapse_letter_chunk(house_.database, house_.actor, last, 10), 0);
  EXPECT_EQ(lapse_letter_chunk(house_.database, house_.actor, last.plus_ms(1), 10), 1);
  EXPECT_EQ(house_.stored(application).state, ApplicationState::lapsed);
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary, last.plus_ms(2))),
            "temporary_password_lapsed");
}

TEST_F(LogIn, AWithdrawnLettersPasswordIsVoid) {
  Application application = house_.issued();
  const std::string temporary = house_.printed_password(application);
  const std::string ticket = std::get<LoggedIn>(house_.log_in_with(temporary)).ticket;
  withdraw_application(house_.database, house_.actor, application, "asked_by_office", kNow);
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "temporary_password_voided");
  EXPECT_EQ(refusal_of(house_.set(ticket, kPassword, kNow, Flow::login)), "ticket_over");
}

TEST_F(LogIn, TheHolderOfEachOfTheLastThreeVoidLettersIsToldSo) {
  const Application application = house_.issued();
  std::vector<std::string> temporary{house_.printed_password(application)};
  for (int i = 0; i < 4; ++i) {
    const auto letter = letters_of_application(house_.database, application.receipt_number).back();
    void_letter(house_.database, letter.notice_number,
                {Voiding::reprint, VoidReason::damaged, "", 1}, kNow);
    issue_batch(house_.database, house_.actor, house_.shop(), "13", 100, kNow);
    temporary.push_back(house_.printed_password(application));
  }
  std::vector<std::string> told;
  for (const std::string& password : temporary)
    told.push_back(refusal_of(house_.log_in_with(password, kNow, password)));
  const std::string voided = "temporary_password_voided";
  EXPECT_EQ(told, (std::vector<std::string>{"login_failed", voided, voided, voided, ""}));
}

TEST_F(LogIn, ALockedOfficeIsClosedUntilItIsUnlocked) {
  house_.reset_to(kPassword, kNow.plus_ms(-kDayMs));
  const Application application = house_.issued();
  const std::string temporary = house_.printed_password(application);
  {
    Transaction transaction(house_.database);
    EXPECT_EQ(lock_office(house_.database, 1000, office_number("1311111111"), kNow).letters, 1);
    transaction.commit();
  }
  EXPECT_EQ(house_.stored(application).state, ApplicationState::withdrawn);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "login_failed");
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "login_failed");
  {
    Transaction transaction(house_.database);
    EXPECT_TRUE(unlock_office(house_.database, 1000, office_number("1311111111"), kNow));
    EXPECT_FALSE(unlock_office(house_.database, 1000, office_number("1311111111"), kNow));
    transaction.commit();
  }
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, kNow.plus_ms(kDayMs))), "login_failed");
  house_.reset_to("Another12", kNow.plus_ms(kDayMs));
  EXPECT_EQ(refusal_of(house_.log_in_with("Another12", kNow.plus_ms(kDayMs))), "");
}

}  // namespace
}  // namespace saihakko
