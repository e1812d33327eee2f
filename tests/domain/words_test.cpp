#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/application_state.hpp"
#include "core/domain/decision.hpp"
#include "core/domain/finding.hpp"
#include "core/domain/letter_state.hpp"
#include "core/domain/notice_state.hpp"
#include "core/domain/office.hpp"
#include "core/domain/print_result.hpp"

namespace saihakko {
namespace {

template <class T>
std::string words(const std::vector<T>& values) {
  std::string text;
  for (const T value : values) {
    if (!text.empty()) text += ' ';
    text += to_text(value);
  }
  return text;
}

/// Each word is read again as the value it was written for, and no other text is.
template <class T, class Parse>
void expect_read_again(const std::vector<T>& values, Parse parse) {
  std::set<std::string_view> japanese_words;
  for (const T value : values) {
    EXPECT_EQ(parse(to_text(value)), value) << to_text(value);
    if constexpr (requires { std::string_view(japanese(value)); }) {
      EXPECT_FALSE(japanese(value).empty()) << to_text(value);
      japanese_words.insert(japanese(value));
    }
  }
  EXPECT_TRUE(japanese_words.empty() || japanese_words.size() == values.size());
  for (const char* text : {"", " ", "no_such_word", "Sent", "in review", "承認"}) {
    EXPECT_FALSE(parse(text).has_value()) << text;
  }
}

TEST(Words, ApplicationStatesAreThoseOfTheContract) {
  EXPECT_EQ(words(all_application_states()),
            "begun verified submitted in_review on_hold approved issued printed posted completed "
            "lapsed rejected refused withdrawn abandoned");
  expect_read_again(all_application_states(), parse_application_state);
}

TEST(Words, LetterStatesAreThoseOfTheContract) {
  EXPECT_EQ(words(all_letter_states()),
            "sealed collected printed posted used lapsed spoiled returned voided");
  expect_read_again(all_letter_states(), parse_letter_state);
}

TEST(Words, NoticeStatesAreThoseOfTheContract) {
  EXPECT_EQ(words(all_notice_states()),
            "queued claimed sent deferred failed unknown expired cancelled bounced");
  expect_read_again(all_notice_states(), parse_notice_state);
}

TEST(Words, KindsAreReadAgain) {
  const std::vector kinds{ApplicationKind::reissue, ApplicationKind::first_id};
  EXPECT_EQ(words(kinds), "reissue new");
  expect_read_again(kinds, parse_application_kind);
  const std::vector notices{NoticeKind::receipt, NoticeKind::result};
  EXPECT_EQ(words(notices), "receipt result");
  expect_read_again(notices, parse_notice_kind);
}

TEST(Words, OfficeStatusesAreReadAgain) {
  const std::vector statuses{OfficeStatus::active, OfficeStatus::suspended, OfficeStatus::closed};
  EXPECT_EQ(words(statuses), "active suspended closed");
  expect_read_again(statuses, parse_office_status);
  EXPECT_EQ(japanese(OfficeStatus::active), "有効");
  EXPECT_EQ(japanese(OfficeStatus::suspended), "休止");
  EXPECT_EQ(japanese(OfficeStatus::closed), "廃止");
}

TEST(Words, VerdictsAreReadAgainInBothLanguages) {
  const std::vector verdicts{Verdict::approve, Verdict::reject, Verdict::hold};
  EXPECT_EQ(words(verdicts), "approve reject hold");
  expect_read_again(verdicts, parse_verdict);
  EXPECT_EQ(parse_japanese_verdict("承認"), Verdict::approve);
  EXPECT_EQ(parse_japanese_verdict("不承認"), Verdict::reject);
  EXPECT_EQ(parse_japanese_verdict("保留"), Verdict::hold);
  EXPECT_EQ(parse_japanese_verdict(""), std::nullopt);
  EXPECT_EQ(parse_japanese_verdict("否認"), std::nullopt);
}

TEST(Words, PrintResultsAreReadAgainInBothLanguages) {
  const std::vector results{PrintResult::collected, PrintResult::printed, PrintResult::posted,
                            PrintResult::spoiled, PrintResult::returned};
  EXPECT_EQ(words(results), "collected printed posted spoiled returned");
  expect_read_again(results, parse_print_result);
  EXPECT_EQ(parse_japanese_print_result("受取"), PrintResult::collected);
  EXPECT_EQ(parse_japanese_print_result("印刷済"), PrintResult::printed);
  EXPECT_EQ(parse_japanese_print_result("投函済"), PrintResult::posted);
  EXPECT_EQ(parse_japanese_print_result("書損"), PrintResult::spoiled);
  EXPECT_EQ(parse_japanese_print_result("返戻"), PrintResult::returned);
  for (const char* text : {"", "印刷", "printed", "無効", "使用済"}) {
    EXPECT_EQ(parse_japanese_print_result(text), std::nullopt) << text;
  }
}

TEST(Words, FindingCodesAreReadAgain) {
  std::vector<FindingCode> codes;
  for (int i = 0; i <= static_cast<int>(FindingCode::mail_undeliverable); ++i) {
    codes.push_back(static_cast<FindingCode>(i));
  }
  EXPECT_EQ(
      words(codes),
      "name_missing name_unprintable name_too_long address_missing address_unprintable "
      "address_too_long office_suspended office_closed office_locked no_account postcode_missing "
      "postcode_differs barcode_left_out check_digit other_open_application security_mail_differs already_has_account "
      "letter_returned letter_voided notice_bounced notice_perhaps_bounced mail_undeliverable");
  expect_read_again(codes, parse_finding_code);
}

}  // namespace
}  // namespace saihakko
