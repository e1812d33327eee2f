#include "core/service/portal/log_in.hpp"

#include <gtest/gtest.h>

#include "core/secrets/password_hash.hpp"
#include "core/service/applications/expire.hpp"
#include "core/service/applications/lock_office.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/letters/void_letter.hpp"
#include "core/store/engine/statement.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

constexpr const char* kPassword = "Hareta9sora";

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

TEST_F(LogIn, FromTheThirdOnEachWrongPasswordClosesTheAccountToStrangersForLonger) {
  house_.reset_to(kPassword);
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", kNow, "a")), "login_failed");
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", kNow, "b")), "login_failed");
  Instant now = kNow;
  for (const int minutes : {1, 2, 4, 8, 16, 30, 30}) {
    const auto wrong = house_.log_in_with("Wrong123", now, "c" + std::to_string(minutes));
    EXPECT_EQ(refusal_of(wrong), "login_locked");
    const Instant over = now.plus_ms(minutes * kMinuteMs);
    EXPECT_EQ(std::get<PortalRefusal>(wrong).retry_at, over);
    EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, over.plus_ms(-1), "fresh")), "login_locked");
    now = over;
  }
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, now, "fresh")), "");
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", now, "d")), "login_failed");
}

TEST_F(LogIn, AHundredGuessesWithAHundredClientsShutStrangersOut) {
  house_.reset_to(kPassword);
  Instant now = kNow;
  int compared = 0;
  for (int i = 0; i < 130; ++i) {
    const auto wrong = house_.log_in_with("Wrong123", now, std::to_string(i));
    const std::string code = refusal_of(wrong);
    if (code == "login_failed" || code == "login_locked") ++compared;
    now = now.plus_ms(30 * kMinuteMs);
  }
  EXPECT_EQ(compared, 99);  // the hundredth is told that it was the last
  EXPECT_EQ(house_.events_of(PortalHouse::kOffice).back(), "login_shut");
  const Instant later = now.plus_ms(365 * kDayMs);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, later)), "login_shut");
  EXPECT_EQ(forget_failure_chunk(house_.database, house_.settings.login, later, 10), 0);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, later)), "login_shut");
  house_.reset_to("Yubin8kaze", later);
  EXPECT_EQ(refusal_of(house_.log_in_with("Yubin8kaze", later)), "");
}

TEST_F(LogIn, WhoIsShutOutGetsInWithALetterOrByAPerson) {
  house_.settings.login.most_failures = 3;
  house_.reset_to(kPassword, kNow.plus_ms(-kDayMs));
  const std::string temporary = house_.printed_password(house_.issued());
  for (int i = 0; i < 3; ++i)
    house_.log_in_with("Wrong123");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "login_shut");
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "");
  {
    Transaction transaction(house_.database);
    EXPECT_TRUE(forget_guesses(house_.database, 1000, office_number("1311111111"), kNow));
    EXPECT_FALSE(forget_guesses(house_.database, 1000, office_number("1311111111"), kNow));
    transaction.commit();
  }
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
}

TEST_F(LogIn, NeitherDelayNorLockOfTheAccountTouchesAClientThatItKnows) {
  house_.settings.login.most_failures = 5;
  house_.reset_to(kPassword);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, kNow, "office")), "");
  Instant now = kNow;
  for (int i = 0; i < 6; ++i) {
    house_.log_in_with("Wrong123", now, std::to_string(i));
    EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, now, "office")), "") << i;
    now = now.plus_ms(30 * kMinuteMs);
  }
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, now, "fresh")), "login_shut");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, now, "office")), "");
}

TEST_F(LogIn, AKnownClientHasACountOfItsOwnAndBecomesAStrangerAtItsEnd) {
  house_.settings.login.most_failures = 4;
  house_.reset_to(kPassword);
  house_.log_in_with(kPassword, kNow, "office");
  Instant now = kNow;
  std::vector<std::string> told;
  for (int i = 0; i < 4; ++i) {
    told.push_back(refusal_of(house_.log_in_with("Wrong123", now, "office")));
    now = now.plus_ms(30 * kMinuteMs);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"login_failed", "login_failed", "login_locked",
                                            "login_locked"}));
  EXPECT_EQ(house_.events_of(PortalHouse::kOffice).back(), "known_client_forgotten");
  house_.log_in_with("Wrong123", now, "stranger");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, now, "office")), "");  // as a stranger
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", now, "office")), "login_failed");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, now, "office")), "");  // known anew
}

TEST_F(LogIn, AClientIsKnownForTheDaysOfTheSettingAndUntilThePasswordChanges) {
  house_.settings.login.most_failures = 3;
  house_.reset_to(kPassword);
  house_.log_in_with(kPassword, kNow, "office");
  for (int i = 0; i < 3; ++i)
    house_.log_in_with("Wrong123");
  const Instant last = kNow.plus_ms(house_.settings.login.known_client_days * kDayMs);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, last.plus_ms(1), "office")), "login_shut");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, last, "office")), "");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, last, "other")), "login_shut");
  house_.reset_to("Yubin8kaze", last);
  for (int i = 0; i < 3; ++i)
    house_.log_in_with("Wrong123", last);
  EXPECT_EQ(refusal_of(house_.log_in_with("Yubin8kaze", last, "office")), "login_shut");
}

TEST_F(LogIn, AnUnknownUserIdIsCountedDelayedAndShutAlike) {
  house_.settings.login.most_failures = 4;
  Instant now = kNow;
  std::vector<std::string> told;
  for (int i = 0; i < 5; ++i) {
    told.push_back(refusal_of(house_.log_in_with("x", now, "", "KJ139999999999")));
    now = now.plus_ms(30 * kMinuteMs);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"login_failed", "login_failed", "login_locked",
                                            "login_shut", "login_shut"}));
}

TEST_F(LogIn, ARightPasswordForgetsTheWrongOnes) {
  house_.reset_to(kPassword);
  for (int i = 0; i < 5; ++i) {
    house_.log_in_with("Wrong123");
    house_.log_in_with("Wrong123");
    EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "") << i;
  }
}

TEST_F(LogIn, WrongPasswordsOfOneRowAreCountedHoweverFarApart) {
  house_.log_in_with("Wrong123");
  house_.log_in_with("Wrong123", kNow.plus_ms(20 * kDayMs));
  const Instant third = kNow.plus_ms(40 * kDayMs);
  forget_failure_chunk(house_.database, house_.settings.login, third, 10);
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", third)), "login_locked");
  const Instant long_after = third.plus_ms(91 * kDayMs);
  EXPECT_EQ(forget_failure_chunk(house_.database, house_.settings.login, long_after, 10), 1);
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123", long_after)), "login_failed");
}

TEST_F(LogIn, IsCountedByTheHourAndLeavesNoRowEach) {
  house_.reset_to(kPassword);
  const std::int64_t audit = house_.count("SELECT COUNT(*) FROM audit");
  for (int i = 0; i < 50; ++i) {
    house_.log_in_with("Wrong123");
    house_.log_in_with("Wrong123", kNow, "", "KJ139999999999");
  }
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM audit"), audit);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM portal_counts"), 5);  // one of the reset's code
  EXPECT_EQ(house_.count("SELECT count FROM portal_counts WHERE event = 'login_failed' "
                         "AND subject = '1311111111'"),
            3);
  EXPECT_EQ(house_.count("SELECT count FROM portal_counts WHERE event = 'login_refused' "
                         "AND subject = 'unknown'"),
            47);
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
  house_.set(std::get<LoggedIn>(begun).ticket, "Yubin8kaze", kNow, Flow::login);
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

/// As an earlier program kept them: each hash with a salt of its own.
std::string old_hash(std::string_view password) {
  return hash_password(password, draw_hash_setting());
}

TEST_F(LogIn, APasswordOfTheOldKindOpensBesideALettersAndGetsItsSetting) {
  house_.reset_to(kPassword, kNow.plus_ms(-kDayMs));
  const Application application = house_.issued();
  const std::string temporary = house_.printed_password(application);
  house_.database.execute("UPDATE accounts SET password_hash = $1", old_hash(kPassword));
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM accounts WHERE password_hash LIKE "
                         "hash_setting || '%'"),
            0);
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123")), "login_failed");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM accounts WHERE password_hash LIKE "
                         "hash_setting || '%'"),
            1);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "");
}

TEST_F(LogIn, APasswordOfACheaperCostIsHashedAnewOnceNoLettersPasswordHasIt) {
  const std::string cheap = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA";
  house_.reset_to(kPassword);
  house_.database.execute("UPDATE accounts SET password_hash = $1, hash_setting = $2",
                          hash_password(kPassword, cheap), cheap);
  const char* const kCheap = "SELECT COUNT(*) FROM accounts WHERE hash_setting LIKE '%m=8192%'";
  EXPECT_EQ(refusal_of(house_.log_in_with("Wrong123")), "login_failed");
  EXPECT_EQ(house_.count(kCheap), 1);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
  EXPECT_EQ(house_.count(kCheap), 0);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
}

TEST_F(LogIn, ANewPasswordDrawsANewSaltWhenNoLetterIsUnderWay) {
  house_.reset_to(kPassword, kNow.plus_ms(-2 * kDayMs));
  const auto setting = [&] {
    return find_credentials(house_.database, PortalHouse::kUserId).value().hash_setting;
  };
  const std::string first = setting();
  house_.reset_to("Yubin8kaze", kNow.plus_ms(-kDayMs));
  const std::string second = setting();
  EXPECT_NE(first, second);
  const std::string temporary = house_.printed_password(house_.issued());
  house_.reset_to(kPassword);
  EXPECT_EQ(setting(), second);  // the letter's holder is still told what became of it
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "temporary_password_voided");
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
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, kNow.plus_ms(kDayMs))), "login_locked");
  house_.reset_to("Yubin8kaze", kNow.plus_ms(kDayMs));
  EXPECT_EQ(refusal_of(house_.log_in_with("Yubin8kaze", kNow.plus_ms(kDayMs))), "");
}

}  // namespace
}  // namespace saihakko
