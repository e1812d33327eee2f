#include "core/domain/void_reason.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace saihakko {
namespace {

using enum VoidReason;
using Reasons = std::vector<VoidReason>;

TEST(VoidReason, IsReadAgainAndHasALabelOfItsOwn) {
  std::set<std::string_view> labels;
  for (const VoidReason reason : all_void_reasons()) {
    EXPECT_EQ(parse_void_reason(to_text(reason)), reason) << to_text(reason);
    EXPECT_FALSE(japanese(reason).empty()) << to_text(reason);
    labels.insert(japanese(reason));
  }
  EXPECT_EQ(labels.size(), 13U);
  EXPECT_EQ(all_void_reasons().size(), 13U);
  for (const char* text : {"", "Other", "spoiled", "その他"}) {
    EXPECT_EQ(parse_void_reason(text), std::nullopt) << text;
  }
}

TEST(VoidReason, AReprintIsNotForWhatANewLetterToTheSameAddressWouldNotMend) {
  EXPECT_EQ(void_reasons_for(Voiding::reprint),
            (Reasons{not_delivered, damaged, misprinted, wrong_hands, other}));
  EXPECT_EQ(void_reasons_for(Voiding::for_good),
            (Reasons{not_delivered, damaged, misprinted, wrong_hands, wrong_addressee, not_needed,
                     suspected_misuse, other}));
  EXPECT_EQ(void_reason_choices(Voiding::reprint),
            "not_delivered(不着・紛失), damaged(汚損・破損), misprinted(印刷の誤り), "
            "wrong_hands(誤配・漏えいのおそれ), other(その他)");
}

TEST(VoidReason, OfAWithdrawalIsItsCodeWhereThatSaysMore) {
  EXPECT_EQ(void_reason_of_withdrawal("superseded"), superseded);
  EXPECT_EQ(void_reason_of_withdrawal("superseded_by_reset"), superseded_by_reset);
  EXPECT_EQ(void_reason_of_withdrawal("office_locked"), VoidReason::office_locked);
  EXPECT_EQ(void_reason_of_withdrawal("withdrawn_by_office"), withdrawn);
  EXPECT_EQ(void_reason_of_withdrawal("not_delivered"), withdrawn);
}

}  // namespace
}  // namespace saihakko
