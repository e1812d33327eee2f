#include "core/domain/code_rules.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

const Instant kNow{1'800'000'000'000};
constexpr std::int64_t kSecondMs = 1000;

Instant ago(std::int64_t ms) {
  return kNow.plus_ms(-ms);
}

LimitVerdict judge(const CodeHistory& history, const CodeLimits& limits = {}) {
  return judge_limits(limits, history, kNow);
}

TEST(CodeRules, TheManualsCodesHaveSixAndFourDigits) {
  EXPECT_EQ(digits_of(CodePurpose::reset), 6);
  EXPECT_EQ(digits_of(CodePurpose::application), 4);
}

TEST(CodeRules, AFirstCodeIsFree) {
  EXPECT_EQ(judge({}).limit, CodeLimit::none);
}

TEST(CodeRules, TheNextCodeWaitsSixtySeconds) {
  const auto verdict = judge({.pair = {{ago(60 * kSecondMs - 1)}}});
  EXPECT_EQ(verdict.limit, CodeLimit::cool_down);
  EXPECT_EQ(verdict.retry_at, kNow.plus_ms(1));
  EXPECT_EQ(judge({.pair = {{ago(60 * kSecondMs)}}}).limit, CodeLimit::none);
}

TEST(CodeRules, EachCodeInARowThatWasTriedAndNeverRightDoublesTheWait) {
  const IssuedCode failed{ago(119 * kSecondMs), CodeState::exhausted, 5};
  EXPECT_EQ(judge({.pair = {failed}}).retry_at, failed.issued_at.plus_ms(120 * kSecondMs));
  const IssuedCode failed_before{ago(239 * kSecondMs), CodeState::superseded, 1};
  EXPECT_EQ(judge({.pair = {failed, failed_before}}).retry_at,
            failed.issued_at.plus_ms(240 * kSecondMs));
}

TEST(CodeRules, ACodeThatWasRightEndsTheRow) {
  const IssuedCode failed{ago(119 * kSecondMs), CodeState::exhausted, 5};
  const IssuedCode right{ago(500 * kSecondMs), CodeState::used, 2};
  const IssuedCode before{ago(900 * kSecondMs), CodeState::exhausted, 5};
  EXPECT_EQ(judge({.pair = {failed, right, before}}).retry_at,
            failed.issued_at.plus_ms(120 * kSecondMs));
}

TEST(CodeRules, ACodeThatNobodyTriedIsNoFailure) {
  EXPECT_EQ(judge({.pair = {{ago(61 * kSecondMs), CodeState::expired, 0}}}).limit, CodeLimit::none);
}

TEST(CodeRules, TheWaitNeverGrowsBeyondAnHour) {
  CodeHistory history;
  for (int i = 0; i < 9; ++i) {
    history.pair.push_back({ago((i + 1) * 61 * kMinuteMs), CodeState::exhausted, 5});
  }
  EXPECT_EQ(judge(history).limit, CodeLimit::none);
}

TEST(CodeRules, TenADayForAPairAnAddressAndAClient) {
  std::vector<Instant> ten;
  for (int i = 1; i <= 10; ++i)
    ten.push_back(ago(i * 60 * kMinuteMs));
  const Instant over = ten.back().plus_ms(kDayMs);
  CodeHistory pair;
  for (const Instant at : ten)
    pair.pair.push_back({at, CodeState::expired, 0});
  EXPECT_EQ(judge(pair).limit, CodeLimit::pair_per_day);
  EXPECT_EQ(judge(pair).retry_at, over);
  EXPECT_EQ(judge({.address = ten}).limit, CodeLimit::address_per_day);
  EXPECT_EQ(judge({.address = ten}).retry_at, over);
  EXPECT_EQ(judge({.client = ten}).limit, CodeLimit::client_per_day);
  ten.pop_back();
  EXPECT_EQ(judge({.address = ten, .client = ten}).limit, CodeLimit::none);
}

TEST(CodeRules, TheServiceHasACapAnHour) {
  CodeLimits limits;
  limits.service_per_hour = 100;
  EXPECT_EQ(judge({.service_last_hour = 99}, limits).limit, CodeLimit::none);
  EXPECT_EQ(judge({.service_last_hour = 100}, limits).limit, CodeLimit::service);
  EXPECT_EQ(judge({.service_last_hour = 100, .of_known_client = true}, limits).limit,
            CodeLimit::none);
}

TEST(CodeRules, TheLimitOfAnOfficeIsOverWhenItsOldestCodeIsADayOld) {
  CodeLimits limits;
  limits.per_day_of_office = 2;
  EXPECT_EQ(judge({.office = {ago(kMinuteMs)}}, limits).limit, CodeLimit::none);
  const auto verdict = judge({.office = {ago(kMinuteMs), ago(3 * kMinuteMs)}}, limits);
  EXPECT_EQ(verdict.limit, CodeLimit::office_per_day);
  EXPECT_EQ(verdict.retry_at, kNow.plus_ms(kDayMs - 3 * kMinuteMs));
}

TEST(CodeRules, OfSeveralLimitsTheOneThatLastsLongestIsTold) {
  std::vector<Instant> ten(10, ago(kMinuteMs));
  const auto verdict = judge({.pair = {{ago(kSecondMs)}}, .address = ten});
  EXPECT_EQ(verdict.limit, CodeLimit::address_per_day);
}

}  // namespace
}  // namespace saihakko
