#include "core/domain/screening.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace saihakko {
namespace {

using enum FindingCode;
using Findings = std::vector<Finding>;

/// An application that nothing speaks against; each test changes one thing.
struct Case {
  Application application{.office_number = *OfficeNumber::parse("1311111111"),
                          .prefecture = "13",
                          .notification_mail = "jimusho@example.jp"};
  Office office{.number = *OfficeNumber::parse("1311111111"),
                .name = "請求事業所A",
                .postcode = "2630023",
                .address = "千葉市稲毛区緑町3丁目30-8",
                .security_mail = "jimusho@example.jp"};
  std::vector<Account> accounts{{1, "13", "KJ131311111111"}};
  std::vector<std::string> others;
  std::vector<std::string> returned;
  std::vector<std::string> voided;
  std::vector<std::string> bounced;
  std::vector<std::int64_t> perhaps;
  bool suppressed = false;
  bool postcode_elsewhere = false;
  std::vector<std::string> fitting;
  Findings of_letter;
  bool known = true;

  std::variant<Findings, Refusal> result() const {
    return screen({.application = application,
                   .office = known ? &office : nullptr,
                   .accounts = accounts,
                   .other_open_receipts = others,
                   .returned_letters = returned,
                   .voided_letters = voided,
                   .bounced_notices = bounced,
                   .perhaps_bounced = perhaps,
                   .mail_suppressed = suppressed,
                   .postcode_differs = postcode_elsewhere,
                   .fitting_postcodes = fitting,
                   .letter_findings = [this](const Office&) { return of_letter; }});
  }
  Findings findings() const { return std::get<Findings>(result()); }
};

TEST(Screening, FindsNothingInAPlainCase) {
  EXPECT_EQ(Case().findings(), Findings());
}

TEST(Screening, LettersThatCameBackOrWereVoidedAreNamedWithoutBlocking) {
  Case c;
  c.returned = {"N000000012"};
  c.voided = {"N000000020"};
  EXPECT_EQ(c.findings(),
            (Findings{{letter_returned, "N000000012"}, {letter_voided, "N000000020"}}));
  EXPECT_FALSE(any_blocking(c.findings()));
}

TEST(Screening, AnOfficeThatNoLedgerKnowsIsRefused) {
  Case c;
  c.known = false;
  EXPECT_EQ(std::get<Refusal>(c.result()), Refusal::office_unknown);
  EXPECT_EQ(reason_code(Refusal::office_unknown), "unknown_office");
}

TEST(Screening, AClosedOfficeIsRefusedWhateverElseIsFound) {
  Case c;
  c.office.status = OfficeStatus::closed;
  c.office.name.clear();
  c.accounts.clear();
  EXPECT_EQ(std::get<Refusal>(c.result()), Refusal::office_closed);
  EXPECT_EQ(reason_code(Refusal::office_closed), "closed_office");
}

TEST(Screening, ASuspendedOfficeBlocks) {
  Case c;
  c.office.status = OfficeStatus::suspended;
  EXPECT_EQ(c.findings(), (Findings{{office_suspended, ""}}));
}

TEST(Screening, MissingNameAddressAndPostcodeAreFoundAtOnce) {
  Case c;
  c.office.name.clear();
  c.office.address.clear();
  c.office.postcode.clear();
  EXPECT_EQ(c.findings(),
            (Findings{{name_missing, ""}, {address_missing, ""}, {postcode_missing, ""}}));
}

TEST(Screening, APostcodeThatIsNotTheAddresssIsNamedWithThoseThatFit) {
  Case c;
  c.postcode_elsewhere = true;
  c.fitting = {"0600042", "0640820"};
  EXPECT_EQ(c.findings(), (Findings{{postcode_differs, "0600042,0640820"}}));
  EXPECT_FALSE(any_blocking(c.findings()));
  EXPECT_EQ(japanese(c.findings().front()),
            "郵便番号と住所が一致しません。通知書にカスタマバーコードを付けません"
            "(住所に合う郵便番号は 060-0042、064-0820)");
}

TEST(Screening, AMissingPostcodeIsProposed) {
  Case c;
  c.office.postcode.clear();
  c.fitting = {"2630023"};
  EXPECT_EQ(c.findings(), (Findings{{postcode_missing, "2630023"}}));
  c.fitting = {"1", "2", "3", "4", "5", "6"};  // so many help nobody
  EXPECT_EQ(c.findings(), (Findings{{postcode_missing, ""}}));
}

TEST(Screening, WhatTheLetterSaysIsPassedOn) {
  Case c;
  c.of_letter = {{name_unprintable, "「𠮷」U+20BB7"}, {address_unprintable, "U+E000"}};
  EXPECT_EQ(c.findings(), c.of_letter);
}

TEST(Screening, ACheckDigitThatDoesNotFitIsForTheReviewer) {
  Case c;
  c.application.office_number = c.office.number = *OfficeNumber::parse("1311111112");
  EXPECT_EQ(c.findings(), (Findings{{check_digit, ""}}));
}

TEST(Screening, AReissueNeedsAnIdOfThatVeryUnion) {
  Case c;
  c.accounts = {{1, "14", "KJ141311111111"}};
  EXPECT_EQ(c.findings(), (Findings{{no_account, ""}}));
  c.accounts.clear();
  EXPECT_EQ(c.findings(), (Findings{{no_account, ""}}));
}

TEST(Screening, AFirstIdIsAskedForWhereOneExists) {
  Case c;
  c.application.kind = ApplicationKind::first_id;
  EXPECT_EQ(c.findings(), (Findings{{already_has_account, ""}}));
  c.accounts = {{1, "14", "KJ141311111111"}};
  EXPECT_EQ(c.findings(), Findings());
}

TEST(Screening, EveryOtherOpenApplicationIsNamed) {
  Case c;
  c.others = {"R000000011", "R000000020"};
  EXPECT_EQ(c.findings(), (Findings{{other_open_application, "R000000011"},
                                    {other_open_application, "R000000020"}}));
}

TEST(Screening, ALetterThatCameBackIsForTheReviewer) {
  Case c;
  c.returned = {"N000000019", "N000000027"};
  EXPECT_EQ(c.findings(),
            (Findings{{letter_returned, "N000000019"}, {letter_returned, "N000000027"}}));
}

TEST(Screening, AnotherSecurityMailIsForTheReviewer) {
  Case c;
  c.application.notification_mail = "hoka@example.jp";
  EXPECT_EQ(c.findings(), (Findings{{security_mail_differs, ""}}));
  c.office.security_mail = "HOKA@Example.JP";
  EXPECT_EQ(c.findings(), Findings());
  c.office.security_mail.clear();
  EXPECT_EQ(c.findings(), Findings());
}

TEST(Screening, MailThatCameBackIsForTheReviewerToWeigh) {
  Case c;
  c.bounced = {bounce_detail(7, BounceCause::mailbox_full), "12"};
  c.perhaps = {9};
  c.suppressed = true;
  EXPECT_EQ(c.findings(), (Findings{{notice_bounced, "7 mailbox_full"},
                                    {notice_bounced, "12"},
                                    {notice_perhaps_bounced, "9"},
                                    {mail_undeliverable, ""}}));
}

TEST(Finding, BlocksExactlyWhereTheLedgerCanBeMended) {
  std::string blocking;
  for (int i = 0; i <= static_cast<int>(mail_undeliverable); ++i) {
    const auto code = static_cast<FindingCode>(i);
    if (is_blocking(code)) blocking += std::string(to_text(code)) + " ";
  }
  EXPECT_EQ(blocking,
            "name_missing name_unprintable name_too_long address_missing address_unprintable "
            "address_too_long office_suspended office_closed office_locked no_account ");
  EXPECT_FALSE(any_blocking({}));
  EXPECT_FALSE(any_blocking({{check_digit, ""}, {postcode_missing, ""}}));
  EXPECT_TRUE(any_blocking({{check_digit, ""}, {no_account, ""}}));
}

TEST(Finding, IsOneLineWithItsDetail) {
  EXPECT_EQ(japanese(Finding{office_suspended, ""}), "事業所は休止中です");
  EXPECT_EQ(japanese(Finding{other_open_application, "R000000011"}),
            "ほかに手続き中の申請があります(R000000011)");
}

}  // namespace
}  // namespace saihakko
