#include "core/service/portal/reset_login.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/service/applications/lock_office.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr const char* kPassword = "Hareta9sora";
using Texts = std::vector<std::string>;

std::string other_than(const std::string& code) {
  std::string other = code;
  other[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
  return other;
}

class ResetLogin : public ::testing::Test {
 protected:
  ResetLogin() { account_ = house_.add_office(); }

  std::string code_of(const Begun& begun) { return house_.mailed_code(begun.after).value(); }

  PortalHouse house_;
  Account account_;
};

TEST_F(ResetLogin, TheRegisteredAddressGetsACodeThatOpensTheAccount) {
  const Begun begun = house_.begin();
  EXPECT_EQ(begun.next, TicketStep::verify);
  const std::string code = code_of(begun);
  EXPECT_EQ(code.size(), 6U);
  const auto verified = house_.verify(begun.ticket, code);
  EXPECT_EQ(std::get<ResetVerified>(verified).user_id, PortalHouse::kUserId);
  EXPECT_EQ(refusal_of(house_.set(begun.ticket, kPassword)), "");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
}

TEST_F(ResetLogin, LetterCaseMakesNoOtherAddress) {
  EXPECT_TRUE(house_.mailed_code(house_.begin("Jimusho@EXAMPLE.jp").after).has_value());
}

TEST_F(ResetLogin, FullWidthDigitsAreRead) {
  const Begun begun = house_.begin();
  std::string wide;
  for (const char digit : code_of(begun))
    wide += fmt::format("\xEF\xBC{}", static_cast<char>('\x90' + (digit - '0')));
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, wide)), "");
}

TEST_F(ResetLogin, AWrongAddressAndAnUnknownOfficeAreAnsweredAlikeAndNobodyGetsAMail) {
  const Begun right = house_.begin();
  const Begun wrong = house_.begin("other@example.jp");
  const Begun unknown = house_.begin("jimusho@example.jp", kNow, "1322222222");
  EXPECT_EQ(wrong.next, right.next);
  EXPECT_EQ(unknown.next, right.next);
  EXPECT_EQ(unknown.message, right.message);
  EXPECT_EQ(wrong.after.notices.size(), 1U);
  EXPECT_EQ(house_.mailed_code(wrong.after), std::nullopt);
  EXPECT_EQ(house_.mailed_code(unknown.after), std::nullopt);
  EXPECT_EQ(house_.counted("code_withheld.mail_differs", "1311111111"), 1);
  EXPECT_EQ(house_.counted("code_withheld.office_unknown", "unknown"), 1);
}

TEST_F(ResetLogin, NotEvenTheDrawnCodeOpensADecoy) {
  const Begun decoy = house_.begin("other@example.jp");
  const Notice notice = find_notice(house_.database, decoy.after.notices.at(0)).value();
  const std::string drawn = house_.key.open(kSealedCodeUse, notice.sealed_code).value();
  EXPECT_EQ(refusal_of(house_.verify(decoy.ticket, drawn)), "code_wrong");
}

TEST_F(ResetLogin, AnOfficeWithoutRegisteredAddressGetsNone) {
  Office office = sample_office("1333333333");
  office.security_mail = "";
  put_office(house_.database, office, 1, kNow);
  const Begun begun = house_.begin("jimusho@example.jp", kNow, "1333333333");
  EXPECT_EQ(house_.mailed_code(begun.after), std::nullopt);
}

TEST_F(ResetLogin, AWrongCodeIsRefusedAndTheSixthTryTooThoughItIsRight) {
  const Begun begun = house_.begin();
  const std::string code = code_of(begun);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(refusal_of(house_.verify(begun.ticket, other_than(code))), "code_wrong");
  }
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, other_than(code))), "code_exhausted");
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code)), "code_exhausted");
}

TEST_F(ResetLogin, TheFifthTryMayBeRight) {
  const Begun begun = house_.begin();
  const std::string code = code_of(begun);
  for (int i = 0; i < 4; ++i)
    house_.verify(begun.ticket, other_than(code));
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code)), "");
}

TEST_F(ResetLogin, WhatIsNoCodeIsNoTry) {
  const Begun begun = house_.begin();
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(refusal_of(house_.verify(begun.ticket, "12345")), "code_malformed");
  }
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code_of(begun))), "");
}

TEST_F(ResetLogin, ACodeLivesOneMillisecondLessThanThirtyMinutes) {
  const Begun begun = house_.begin();
  const Instant last = kNow.plus_ms(30 * kMinuteMs - 1);
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code_of(begun), last)), "");
}

TEST_F(ResetLogin, AtThirtyMinutesSharpItIsOver) {
  const Begun begun = house_.begin();
  const Instant over = kNow.plus_ms(30 * kMinuteMs);
  const std::string code = code_of(begun);
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code, over)), "code_expired");
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code)), "code_expired");
}

TEST_F(ResetLogin, ACodeIsRightOnce) {
  const Begun begun = house_.begin();
  house_.verify(begun.ticket, code_of(begun));
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code_of(begun))), "step_out_of_order");
}

TEST_F(ResetLogin, ANewCodeKillsTheOldOne) {
  const Begun old = house_.begin();
  const Instant later = kNow.plus_ms(60 * kSecondMs);
  const Begun fresh = house_.begin(PortalHouse::kRegistered, later);
  EXPECT_EQ(refusal_of(house_.verify(old.ticket, code_of(old), later)), "code_superseded");
  EXPECT_EQ(refusal_of(house_.verify(fresh.ticket, code_of(fresh), later)), "");
}

TEST_F(ResetLogin, AnotherClientsNewCodeLeavesTheOldOneAlone) {
  const Begun office = house_.begin(PortalHouse::kRegistered, kNow, PortalHouse::kOffice, "office");
  const Instant later = kNow.plus_ms(60 * kSecondMs);
  house_.begin(PortalHouse::kRegistered, later, PortalHouse::kOffice, "stranger");
  EXPECT_EQ(refusal_of(house_.verify(office.ticket, code_of(office), later)), "");
}

TEST_F(ResetLogin, AKnownClientHasLimitsOfItsOwn) {
  house_.reset_to(kPassword, kNow.plus_ms(-2 * kDayMs));
  house_.log_in_with(kPassword, kNow.plus_ms(-2 * kDayMs), "office");
  Instant at = kNow;
  for (int i = 0; i < 12; ++i, at = at.plus_ms(61 * kSecondMs))
    house_.begin(PortalHouse::kRegistered, at, PortalHouse::kOffice, fmt::format("fresh{}", i));
  const Begun stranger =
      house_.begin(PortalHouse::kRegistered, at, PortalHouse::kOffice, "new browser");
  EXPECT_TRUE(stranger.after.notices.empty());
  const Begun known = house_.begin(PortalHouse::kRegistered, at, PortalHouse::kOffice, "office");
  EXPECT_TRUE(house_.mailed_code(known.after));
  EXPECT_EQ(refusal_of(house_.verify(known.ticket, code_of(known), at)), "");
}

TEST_F(ResetLogin, WhatALimitRefusesAgainTakesTheRowsOfTheLastOne) {
  house_.begin();
  const Begun refused = house_.begin();
  const auto rows = [&] {
    return std::vector<std::int64_t>{
        house_.count("SELECT COUNT(*) FROM tickets"), house_.count("SELECT COUNT(*) FROM codes"),
        house_.count("SELECT COUNT(*) FROM notices"), house_.count("SELECT COUNT(*) FROM audit")};
  };
  const auto before = rows();
  Begun last;
  for (int i = 0; i < 50; ++i)
    last = house_.begin();
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(house_.counted("code_withheld.cool_down", "1311111111"), 51);
  EXPECT_EQ(last.message, refused.message);
  EXPECT_EQ(refusal_of(house_.verify(last.ticket, "000000")), "code_wrong");
}

TEST_F(ResetLogin, WithinTheCoolDownNothingIsSentAndTheOldCodeLives) {
  const Begun first = house_.begin();
  const Instant soon = kNow.plus_ms(59 * kSecondMs);
  const Begun second = house_.begin(PortalHouse::kRegistered, soon);
  EXPECT_EQ(second.message, first.message);
  EXPECT_EQ(house_.mailed_code(second.after), std::nullopt);
  EXPECT_EQ(house_.counted("code_withheld.cool_down", "1311111111"), 1);
  EXPECT_EQ(refusal_of(house_.verify(first.ticket, code_of(first), soon)), "");
}

TEST_F(ResetLogin, TheEleventhCodeOfADayIsNotSentToAPair) {
  Instant at = kNow;
  for (int i = 0; i < 10; ++i, at = at.plus_ms(61 * kSecondMs)) {
    EXPECT_TRUE(house_.mailed_code(house_.begin(PortalHouse::kRegistered, at).after)) << i;
  }
  EXPECT_FALSE(house_.mailed_code(house_.begin(PortalHouse::kRegistered, at).after));
  const Instant next_day = kNow.plus_ms(kDayMs);
  EXPECT_TRUE(house_.mailed_code(house_.begin(PortalHouse::kRegistered, next_day).after));
}

TEST_F(ResetLogin, AStrangersCodesDoNotCloseTheOfficesDoor) {
  Instant at = kNow;
  for (int i = 0; i < 30; ++i, at = at.plus_ms(kSecondMs)) {
    house_.begin(fmt::format("stranger{}@example.jp", i), at, PortalHouse::kOffice, "browser");
  }
  EXPECT_TRUE(house_.mailed_code(house_.begin(PortalHouse::kRegistered, at).after));
}

TEST_F(ResetLogin, ManyCodesOfAnOfficeRaiseOneAlertADay) {
  Texts alerts;
  for (int i = 0; i < 25; ++i) {
    const Begun begun = house_.begin(fmt::format("stranger{}@example.jp", i));
    alerts.insert(alerts.end(), begun.after.alerts.begin(), begun.after.alerts.end());
  }
  EXPECT_EQ(alerts, Texts{"alert_office_codes 1311111111"});
}

TEST_F(ResetLogin, AnotherSessionsCodeIsWrong) {
  house_.add_office("1322222222");
  const Begun one = house_.begin();
  const Begun two = house_.begin(PortalHouse::kRegistered, kNow, "1322222222");
  EXPECT_EQ(refusal_of(house_.verify(one.ticket, code_of(two))), "code_wrong");
}

TEST_F(ResetLogin, AStepOutOfOrderIsRefused) {
  const Begun begun = house_.begin();
  EXPECT_EQ(refusal_of(house_.set(begun.ticket, kPassword)), "step_out_of_order");
  EXPECT_EQ(refusal_of(choose_reset_prefecture(house_.database, house_.portal(), begun.ticket, "13",
                                               kNow)),
            "step_out_of_order");
  EXPECT_EQ(refusal_of(verify_form(house_.database, house_.portal(), begun.ticket, "1234", kNow)),
            "ticket_unknown");
  EXPECT_EQ(refusal_of(house_.verify(std::string(32, '0'), "123456")), "ticket_unknown");
}

TEST_F(ResetLogin, TheTicketIsNotInTheDatabase) {
  const Begun begun = house_.begin();
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM tickets"), 1);
  const auto stored =
      house_.database.select_one<std::tuple<std::string>>("SELECT ticket_sum FROM tickets");
  EXPECT_NE(std::get<0>(stored.value()), begun.ticket);
}

TEST_F(ResetLogin, AnOfficeWithAnIdOfAnotherUnionIsAskedAndTheCodeComesAfterTheChoice) {
  add_account(house_.database, office_number("1311111111"), "27", "KJ271311111111", kNow);
  const Begun begun = house_.begin();
  EXPECT_EQ(begun.next, TicketStep::choose_prefecture);
  ASSERT_EQ(begun.prefectures.size(), 2U);
  EXPECT_EQ(begun.prefectures[1].code, "27");
  EXPECT_EQ(begun.prefectures[1].name, "大阪府");
  EXPECT_TRUE(begun.after.notices.empty());
  EXPECT_EQ(refusal_of(choose_reset_prefecture(house_.database, house_.portal(), begun.ticket, "01",
                                               kNow)),
            "prefecture_not_offered");
  const auto chosen = std::get<Begun>(
      choose_reset_prefecture(house_.database, house_.portal(), begun.ticket, "27", kNow));
  const auto verified = house_.verify(begun.ticket, house_.mailed_code(chosen.after).value());
  EXPECT_EQ(std::get<ResetVerified>(verified).user_id, "KJ271311111111");
}

TEST_F(ResetLogin, AWrongAddressIsAskedForThePrefectureToo) {
  add_account(house_.database, office_number("1311111111"), "27", "KJ271311111111", kNow);
  EXPECT_EQ(house_.begin("other@example.jp").next, TicketStep::choose_prefecture);
}

TEST_F(ResetLogin, AResetClearsTheSecurityCodeAndTellsTheRegisteredAddress) {
  house_.database.execute("UPDATE accounts SET security_code_hash = 'x'");
  house_.reset_to(kPassword);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM accounts WHERE security_code_hash IS NOT NULL"), 0);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM notices WHERE kind = 'password_changed' "
                         "AND recipient = 'jimusho@example.jp'"),
            1);
}

TEST_F(ResetLogin, AResetEndsTheOtherTicketsAndCodesOfTheAccount) {
  const Begun first = house_.begin();
  house_.verify(first.ticket, code_of(first));
  const Instant later = kNow.plus_ms(61 * kSecondMs);
  const Begun second = house_.begin(PortalHouse::kRegistered, later);
  EXPECT_EQ(refusal_of(house_.set(first.ticket, kPassword, later)), "");
  EXPECT_EQ(refusal_of(house_.verify(second.ticket, code_of(second), later)), "ticket_over");
}

TEST_F(ResetLogin, AResetVoidsALetterUnderWayAndWithdrawsItsApplication) {
  const Application application = house_.issued();
  const std::string temporary = house_.printed_password(application);
  house_.reset_to(kPassword, kNow.plus_ms(kMinuteMs));
  EXPECT_EQ(house_.stored(application).state, ApplicationState::withdrawn);
  EXPECT_EQ(house_.stored(application).reason_code, "superseded_by_reset");
  EXPECT_EQ(refusal_of(house_.log_in_with(temporary)), "temporary_password_voided");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword)), "");
}

TEST_F(ResetLogin, AResetWithdrawsAnApprovedApplicationBeforeItsLetterIsMade) {
  const Application application = house_.approved();
  house_.reset_to(kPassword, kNow.plus_ms(1));
  EXPECT_EQ(house_.stored(application).state, ApplicationState::withdrawn);
}

TEST_F(ResetLogin, ALockedOfficeGetsNoCodeAndItsTicketsEnd) {
  const Begun begun = house_.begin();
  {
    Transaction transaction(house_.database);
    lock_office(house_.database, 1000, office_number("1311111111"), kNow);
    transaction.commit();
  }
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code_of(begun))), "ticket_over");
  const Begun again = house_.begin(PortalHouse::kRegistered, kNow.plus_ms(kDayMs));
  EXPECT_EQ(house_.mailed_code(again.after), std::nullopt);
}

TEST_F(ResetLogin, ABrokenRuleIsNamedAndTheTicketStays) {
  const Begun begun = house_.begin();
  house_.verify(begun.ticket, code_of(begun));
  const auto refused = house_.set(begun.ticket, "abc");
  EXPECT_EQ(std::get<PortalRefusal>(refused).code, "password_rule");
  EXPECT_EQ(std::get<PortalRefusal>(refused).breaches,
            (Texts{"too_short", "no_digit", "run_of_keys"}));
  EXPECT_EQ(refusal_of(house_.set(begun.ticket, kPassword)), "");
  EXPECT_EQ(refusal_of(house_.set(begun.ticket, kPassword)), "already_done");
}

TEST_F(ResetLogin, TheEndThatAResetBringsDoesNotShowWhoHadTheRightAddress) {
  const Begun right = house_.begin();
  const Begun wrong = house_.begin("other@example.jp");
  house_.reset_to(kPassword, kNow.plus_ms(61 * kSecondMs));
  for (const char* code : {"000000", "no code"}) {
    EXPECT_EQ(refusal_of(house_.verify(right.ticket, code)), "ticket_over") << code;
    EXPECT_EQ(refusal_of(house_.verify(wrong.ticket, code)), "ticket_over") << code;
  }
}

TEST_F(ResetLogin, WhatGoesToNobodyUsesUpNothing) {
  house_.settings.codes.service_per_hour = 3;
  for (int i = 0; i < 15; ++i) {
    house_.begin(fmt::format("nobody{}@example.jp", i), kNow, fmt::format("13999999{:02}", i));
    house_.begin(PortalHouse::kRegistered, kNow, fmt::format("13888888{:02}", i));
  }
  EXPECT_TRUE(house_.mailed_code(house_.begin().after));
}

TEST_F(ResetLogin, ApplicationsOfAStrangerToTheRegisteredAddressDoNotCloseTheReset) {
  for (int i = 0; i < 10; ++i) {
    const std::string number = fmt::format("13111111{:02}", i + 20);
    house_.add_office(number);
    EXPECT_EQ(refusal_of(house_.begin_application(PortalHouse::kRegistered, kNow, number)), "");
  }
  EXPECT_TRUE(house_.mailed_code(house_.begin().after));
}

TEST_F(ResetLogin, AnAddressThatIsRegisteredNoMoreProvesNothing) {
  const Begun begun = house_.begin();
  const Begun second = house_.begin(PortalHouse::kRegistered, kNow.plus_ms(61 * kSecondMs));
  house_.verify(second.ticket, code_of(second), kNow.plus_ms(61 * kSecondMs));
  Office moved = sample_office();
  moved.security_mail = "new@example.jp";
  moved.version = 2;
  put_office(house_.database, moved, 2, kNow);
  EXPECT_EQ(refusal_of(house_.set(second.ticket, kPassword, kNow.plus_ms(62 * kSecondMs))),
            "ticket_over");
  const Begun fresh = house_.begin("new@example.jp", kNow);
  moved.security_mail = "newest@example.jp";
  put_office(house_.database, moved, 3, kNow);
  EXPECT_EQ(refusal_of(house_.verify(fresh.ticket, code_of(fresh))), "code_wrong");
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code_of(begun))), "code_superseded");
}

TEST_F(ResetLogin, TheMailGoesToTheAddressAsItIsRegistered) {
  const Begun begun = house_.begin("JIMUSHO@Example.JP");
  EXPECT_EQ(find_notice(house_.database, begun.after.notices.at(0))->recipient,
            PortalHouse::kRegistered);
}

TEST_F(ResetLogin, WhiteSpaceBehindAPastedCodeIsNoMistake) {
  const Begun begun = house_.begin();
  EXPECT_EQ(refusal_of(house_.verify(begun.ticket, code_of(begun) + " \t\r\n")), "");
}

}  // namespace
}  // namespace saihakko
