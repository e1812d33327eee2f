#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/store/tables/notices_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

constexpr int kMost = 3;
constexpr const char* kWarnings = "kind IN ('submission_warning', 'approval_warning')";
constexpr const char* kSummaries = "kind = 'warning_summary'";

Application submit_in(House& house) {
  house.add_office();
  return house.submit("1311111111", ApplicationKind::reissue);
}

/// Warnings to the registered address of one office, whose application is told of again and again.
class WarningSummary : public ::testing::Test {
 protected:
  WarningSummary() { house_.settings.mail.warnings_per_day = kMost; }

  void warn(int times, Instant now = kNow) {
    const Outbox outbox(house_.settings, house_.unions, house_.key);
    for (int i = 0; i < times; ++i) {
      application_.receipt_number = fmt::format("R{}", ++told_);
      house_.database.execute("UPDATE notices SET cause = message_id WHERE cause = 'once'");
      outbox.queue_submission_warning(house_.database, application_, now);
    }
  }

  std::int64_t count(const char* which) {
    return house_.count(fmt::format("SELECT COUNT(*) FROM notices WHERE {}", which).c_str());
  }

  Notice summary() {
    const auto newest = newest_notices(house_.database, std::nullopt, 1);
    EXPECT_EQ(newest.at(0).kind, NoticeKind::warning_summary);
    return newest.at(0);
  }

  House house_;
  Application application_ = submit_in(house_);
  int told_ = 0;
};

TEST_F(WarningSummary, IsNotMadeUntilTheLimitOfTheDay) {
  warn(kMost);
  EXPECT_EQ(count(kWarnings), kMost);
  EXPECT_EQ(count(kSummaries), 0);
}

TEST_F(WarningSummary, TellsInOneMailAtTheEndOfTheDayWhatIsBeyond) {
  warn(kMost + 2);
  EXPECT_EQ(count(kWarnings), kMost);
  EXPECT_EQ(count(kSummaries), 1);
  const Notice mail = summary();
  EXPECT_EQ(mail.due, end_of_japan_day(kNow, 0).plus_ms(1));
  const auto fields = nlohmann::json::parse(mail.fields);
  EXPECT_EQ(fields.at("count"), "2");
  const std::string listed = fields.at("listed");
  EXPECT_EQ(std::count(listed.begin(), listed.end(), '\n'), 1);
  EXPECT_NE(listed.find(application_.receipt_number), listed.npos);
  const auto claimed = claim_notices(house_.database, "sender", kNow, 100);
  EXPECT_EQ(claimed.size(), static_cast<std::size_t>(kMost));
}

TEST_F(WarningSummary, ListsFiftyAndCountsTheOthers) {
  warn(kMost + 53);
  const auto fields = nlohmann::json::parse(summary().fields);
  EXPECT_EQ(fields.at("count"), "53");
  EXPECT_EQ(fields.at("more"), "3");
}

TEST_F(WarningSummary, OfAnotherDayIsAnotherMail) {
  warn(kMost + 1);
  warn(kMost + 1, kNow.plus_ms(kDayMs));
  EXPECT_EQ(count(kWarnings), 2 * kMost);
  EXPECT_EQ(count(kSummaries), 2);
}

TEST_F(WarningSummary, GivenBackByTheRelayAfterItsDayTakesNothingOfTheNext) {
  warn(kMost + 1);
  house_.database.execute("UPDATE notices SET due_ms = $1 WHERE kind = 'warning_summary'",
                          kNow.plus_ms(3 * kDayMs).ms);
  warn(kMost + 1, kNow.plus_ms(kDayMs));
  EXPECT_EQ(count(kSummaries), 2);
}

TEST_F(WarningSummary, CancelledByAnOperatorIsFollowedByAnother) {
  warn(kMost + 1);
  EXPECT_TRUE(cancel_notice(house_.database, summary(), "", kNow));
  warn(1, kNow.plus_ms(1));
  EXPECT_EQ(count(kSummaries), 2);
}

}  // namespace
}  // namespace saihakko
