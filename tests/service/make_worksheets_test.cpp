#include "core/service/review/make_worksheets.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/files/durable_file.hpp"
#include "core/service/review/review_remarks.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/store/tables/worksheets_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

class MakeWorksheets : public ::testing::Test {
 protected:
  MakeWorksheets() { house_.add_office(); }

  std::optional<MadeWorksheet> make(MakeWorksheet when = MakeWorksheet::when_new) {
    return make_worksheet(house_.database, house_.actor,
                          {house_.settings, house_.reasons, house_.unions, days_}, "13", when,
                          kNow);
  }

  std::size_t files() {
    const fs::path folder = house_.settings.state_dir / "review";
    return fs::is_directory(folder) ? directory_names(folder).size() : 0;
  }

  House house_;
  WorkingDays days_ = HolidayList::load(house_.settings).working_days;
};

TEST_F(MakeWorksheets, OnceForWhatIsNewAndAgainWhenToldTo) {
  EXPECT_FALSE(make());
  house_.reviewed();
  const auto made = make();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->applications, 1);
  EXPECT_TRUE(fs::is_regular_file(made->xlsx));
  EXPECT_TRUE(fs::is_regular_file(made->csv));
  EXPECT_FALSE(make());
  const auto again = make(MakeWorksheet::always);
  ASSERT_TRUE(again);
  EXPECT_NE(again->csv, made->csv);
  EXPECT_EQ(files(), 4U);
}

TEST_F(MakeWorksheets, ACallMakesANewOneAndADecisionDoesNot) {
  const Application first = house_.reviewed();
  const Application second = house_.reviewed();
  make();
  record_call(house_.database, house_.actor, house_.stored(first),
              {.result = CallResult::confirmed, .number = "03-1", .called_at = kNow});
  const auto made = make();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->applications, 2);
  house_.decide(house_.stored(second), Verdict::reject, "identity_not_confirmed");
  EXPECT_FALSE(make());
}

TEST_F(MakeWorksheets, WhatADeadProcessBeganIsFinishedUnderItsName) {
  house_.reviewed();
  begin_worksheet(house_.database, "13", "審査一覧_20261122_0900", kNow);
  const auto made = make();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->csv.filename(), "審査一覧_20261122_0900.csv");
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM worksheets WHERE state = 'made'"), 1);
}

TEST_F(MakeWorksheets, WhatADeadProcessBeganAndNobodyNeedsGoes) {
  const Application application = house_.reviewed();
  const auto made = make();
  house_.database.execute("UPDATE worksheets SET state = 'begun'");
  house_.decide(application, Verdict::approve);
  EXPECT_FALSE(make(MakeWorksheet::always));
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM worksheets"), 0);
}

}  // namespace
}  // namespace saihakko
