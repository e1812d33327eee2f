#include "core/service/keeping/purge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

const Instant kLater = kNow.plus_ms(401 * kDayMs);

class Purge : public ::testing::Test {
 protected:
  Purge() { house_.add_office(); }

  RowRetention retention(std::string_view name, Instant now) {
    auto all = row_retentions(house_.settings, now);
    return *std::ranges::find(all, name, &RowRetention::name);
  }

  std::int64_t purge(std::string_view name, Instant now, std::int64_t limit = 10) {
    return purge_row_chunk(house_.database, house_.actor, retention(name, now), 0, limit, now)
        .purged;
  }

  /// Rejected, its mail gone out.
  Application closed() {
    const Application application = house_.reviewed();
    house_.decide(application, {.verdict = Verdict::reject,
                                .reason_code = "identity_not_confirmed",
                                .note = "内線",
                                .acting_uid = 1,
                                .reviewer = "審査 花子"});
    house_.database.execute("UPDATE notices SET state = 'sent'");
    return house_.stored(application);
  }

  House house_;
};

TEST_F(Purge, EmptiesWhatIsPersonalOfClosedApplicationsAndKeepsTheRest) {
  const Application application = closed();
  EXPECT_EQ(purge("applications", kLater), 1);
  EXPECT_EQ(purge("decisions", kLater), 1);
  const Application left = house_.stored(application);
  EXPECT_EQ(left.notification_mail, "");
  EXPECT_EQ(left.receipt_number, application.receipt_number);
  EXPECT_EQ(left.state, ApplicationState::rejected);
  EXPECT_EQ(left.reason_code, "identity_not_confirmed");
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM decisions WHERE note <> '' OR reviewer <> ''"), 0);
  EXPECT_EQ(house_.count("SELECT acting_uid FROM decisions"), 1);
}

TEST_F(Purge, CountsInTheAuditOnceAndNothingTheSecondTime) {
  closed();
  EXPECT_EQ(purge("mails", kLater), 1);
  EXPECT_EQ(house_.events_of("mails"), std::vector<std::string>{"rows_purged"});
  EXPECT_EQ(purge("mails", kLater), 0);
  EXPECT_EQ(house_.events_of("mails").size(), 1U);
}

TEST_F(Purge, WaitsUntilTheDayThatTheSettingSays) {
  closed();
  const Instant day = kNow.plus_ms(house_.settings.retention.applications_days * kDayMs);
  EXPECT_EQ(purge("applications", day), 0);
  EXPECT_EQ(purge("applications", day.plus_ms(1)), 1);
}

TEST_F(Purge, KeepsEachClassForTheDaysOfItsOwnSetting) {
  house_.settings.retention.codes_days = 1;
  house_.settings.retention.mails_days = 2;
  house_.settings.retention.applications_days = 3;
  house_.settings.retention.runs_days = 4;
  house_.settings.retention.ledger_history_days = 5;
  std::map<std::string, std::int64_t> days;
  for (const RowRetention& one : row_retentions(house_.settings, kNow))
    days[one.name] = (kNow.ms - one.before.ms) / kDayMs;
  const std::map<std::string, std::int64_t> expected = {
      {"codes", 1},     {"tickets", 1},       {"forms", 1},        {"mails", 2},
      {"decisions", 3}, {"void_notes", 3},    {"applications", 3}, {"print_results", 3},
      {"runs", 4},      {"ledger_history", 5}};
  EXPECT_EQ(days, expected);
}

TEST_F(Purge, LeavesOpenWorkAndMailsThatHaveNotGoneOut) {
  house_.reviewed();
  EXPECT_EQ(purge("applications", kLater), 0);
  const Application application = closed();
  for (const char* state : {"queued", "claimed", "deferred", "unknown"}) {
    house_.database.execute("UPDATE notices SET state = $1", std::string(state));
    EXPECT_EQ(purge("mails", kLater), 0) << state;
    EXPECT_EQ(purge("applications", kLater), 0) << state;
  }
  EXPECT_NE(house_.stored(application).notification_mail, "");
}

TEST_F(Purge, IsPlannedAsItThenGoes) {
  closed();
  closed();
  std::int64_t planned = 0;
  for (const PurgePlanRow& row : plan_purge(house_.database, house_.settings, kLater)) {
    if (row.retention_class == "applications") planned = row.count;
  }
  EXPECT_EQ(planned, 2);
  EXPECT_EQ(purge("applications", kLater, 1), 1);  // a chunk at a time
  EXPECT_EQ(purge("applications", kLater), 1);
}

}  // namespace
}  // namespace saihakko
