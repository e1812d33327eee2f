#include "core/domain/print_result.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace saihakko {
namespace {

using enum ResultEffect;

constexpr Instant kSince{60'000};
constexpr PrintResult kResults[] = {PrintResult::collected, PrintResult::printed,
                                    PrintResult::posted, PrintResult::spoiled,
                                    PrintResult::returned};

char letter_of(ResultEffect effect) {
  switch (effect) {
    case advance: return 'a';
    case reprint: return 'p';
    case recorded: return 'r';
    case repeated: return '=';
    case contradiction: return 'x';
  }
  return '?';
}

/// The effects of 受取 印刷済 投函済 書損 返戻, in this order.
std::string effects_on(LetterState state, std::optional<Instant> at, bool reported_before) {
  std::string effects;
  for (const PrintResult result : kResults) {
    effects += letter_of(effect_of(result, at, {state, kSince, reported_before}));
  }
  return effects;
}

std::map<std::string, std::string> effects_on_all(std::optional<Instant> at, bool reported_before) {
  std::map<std::string, std::string> effects;
  for (const LetterState state : all_letter_states()) {
    effects[std::string(to_text(state))] = effects_on(state, at, reported_before);
  }
  return effects;
}

using Effects = std::map<std::string, std::string>;

TEST(PrintResult, WithoutATimeGoesForwardsOnly) {
  EXPECT_EQ(effects_on_all(std::nullopt, false), (Effects{{"sealed", "aaaaa"},
                                                          {"collected", "=aaaa"},
                                                          {"printed", "xpaaa"},
                                                          {"posted", "xx=xa"},
                                                          {"used", "rrrxx"},
                                                          {"lapsed", "xxxrr"},
                                                          {"spoiled", "xxx=x"},
                                                          {"returned", "xxxx="},
                                                          {"voided", "xxxrr"}}));
}

TEST(PrintResult, OfAnEarlierStepIsRecordedWhenItIsDatedEarlier) {
  const Effects earlier{{"sealed", "aaaaa"},  {"collected", "=aaaa"}, {"printed", "rpaaa"},
                        {"posted", "rr=xa"},  {"used", "rrrxx"},      {"lapsed", "rrrrr"},
                        {"spoiled", "rrx=x"}, {"returned", "rrrx="},  {"voided", "xxxrr"}};
  EXPECT_EQ(effects_on_all(kSince.plus_ms(-1), false), earlier);
  EXPECT_EQ(effects_on_all(kSince, false), earlier);
  EXPECT_EQ(effects_on_all(kSince.plus_ms(1), false), effects_on_all(std::nullopt, false));
}

TEST(PrintResult, ThatWasReportedBeforeIsNoChangeUnlessItIsDatedLater) {
  const std::string going_back = "==";
  EXPECT_EQ(effects_on(LetterState::posted, std::nullopt, true).substr(0, 2), going_back);
  EXPECT_EQ(effects_on(LetterState::posted, kSince, true).substr(0, 2), going_back);
  EXPECT_EQ(effects_on(LetterState::posted, kSince.plus_ms(1), true).substr(0, 2), "xx");
  EXPECT_EQ(effects_on(LetterState::voided, std::nullopt, true).substr(0, 3), "===");
  EXPECT_EQ(effects_on(LetterState::voided, kSince, true).substr(0, 3), "xxx");
  EXPECT_EQ(effects_on(LetterState::used, kSince.plus_ms(1), true).substr(0, 3), "===");
  EXPECT_EQ(effects_on(LetterState::printed, kSince.plus_ms(1), true).substr(1, 1), "p");
}

TEST(PrintResult, PostedWithoutATimeAfterTheReturnIsANewScan) {
  EXPECT_EQ(effects_on(LetterState::returned, std::nullopt, true), "==x==");
  EXPECT_EQ(effects_on(LetterState::returned, kSince, true), "===x=");
}

}  // namespace
}  // namespace saihakko
