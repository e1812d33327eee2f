#include "core/service/applications/screen_application.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/store/tables/findings_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using Findings = std::vector<Finding>;
using Texts = std::vector<std::string>;

class ScreenApplication : public ::testing::Test {
 protected:
  Findings findings(const Application& application) {
    return findings_of(house_.database, application.id);
  }
  void put(const Office& office) { put_office(house_.database, office, 1, kNow); }
  House house_;
};

TEST_F(ScreenApplication, APlainOneGoesIntoReviewWithoutFindings) {
  house_.add_office();
  Application application = house_.submit();
  EXPECT_EQ(house_.screen(application), ScreenOutcome::in_review);
  EXPECT_EQ(application.state, ApplicationState::in_review);
  EXPECT_EQ(house_.stored(application).state, ApplicationState::in_review);
  EXPECT_EQ(findings(application), Findings{});
  EXPECT_EQ(house_.events_of(application.receipt_number), Texts{"application_in_review"});
  EXPECT_TRUE(house_.causes_of(application).empty());
}

TEST_F(ScreenApplication, ForAnUnknownOfficeIsRefusedWithItsNotice) {
  house_.add_office("1399999999");
  Application application = house_.submit();
  EXPECT_EQ(house_.screen(application), ScreenOutcome::refused);
  EXPECT_EQ(house_.stored(application).state, ApplicationState::refused);
  EXPECT_EQ(house_.stored(application).reason_code, "unknown_office");
  const Notice notice = notices_of_application(house_.database, application.receipt_number).at(0);
  EXPECT_EQ(notice.kind, NoticeKind::result);
  EXPECT_EQ(notice.cause, "rejected:unknown_office");
  EXPECT_NE(notice.fields.find(house_.reasons.find("unknown_office")->sentence), std::string::npos);
}

TEST_F(ScreenApplication, WaitsWhileNoLedgerOfThePrefectureHasCome) {
  house_.add_office("2711111111");
  Application application = house_.submit();
  EXPECT_EQ(house_.screen(application), ScreenOutcome::waits_for_ledger);
  EXPECT_EQ(house_.stored(application).state, ApplicationState::submitted);
  EXPECT_TRUE(house_.causes_of(application).empty());
}

TEST_F(ScreenApplication, ForAClosedOfficeIsRefused) {
  house_.add_office();
  Office closed = sample_office();
  closed.status = OfficeStatus::closed;
  put(closed);
  Application application = house_.submit();
  EXPECT_EQ(house_.screen(application), ScreenOutcome::refused);
  EXPECT_EQ(house_.causes_of(application), Texts{"rejected:closed_office"});
}

TEST_F(ScreenApplication, WhatNoFontCanPrintIsNamed) {
  house_.add_office();
  Office office = sample_office();
  office.name = "請求\U000F0000事業所";
  office.address = "千葉市\u0E01";
  put(office);
  const Application application = house_.reviewed();
  EXPECT_EQ(findings(application), (Findings{{FindingCode::address_unprintable, "「\u0E01」U+0E01"},
                                             {FindingCode::name_unprintable, "U+F0000"}}));
}

TEST_F(ScreenApplication, WhatDoesNotFitIsFound) {
  house_.add_office();
  Office office = sample_office();
  for (int i = 0; i < 280; ++i)
    office.address += "酒";
  put(office);
  EXPECT_EQ(findings(house_.reviewed()), (Findings{{FindingCode::address_too_long, ""}}));
  office = sample_office();
  for (int i = 0; i < 280; ++i)
    office.name += "酒";
  put(office);
  EXPECT_EQ(findings(house_.reviewed()).front().code, FindingCode::name_too_long);
}

TEST_F(ScreenApplication, WithNeitherNameNorAddressBothAreMissingAndNothingElse) {
  house_.add_office();
  Office office = sample_office();
  office.name.clear();
  office.address.clear();
  put(office);
  EXPECT_EQ(findings(house_.reviewed()),
            (Findings{{FindingCode::address_missing, ""}, {FindingCode::name_missing, ""}}));
}

TEST_F(ScreenApplication, AfterALedgerChangeTheFindingsAreNewAndTheStateStays) {
  house_.add_office();
  Application application = house_.reviewed();
  EXPECT_TRUE(applications_to_rescreen(house_.database, 0, 9).empty());
  Office changed = sample_office();
  changed.status = OfficeStatus::closed;
  changed.version = 2;
  put(changed);
  ASSERT_EQ(applications_to_rescreen(house_.database, 0, 9).size(), 1U);
  EXPECT_EQ(house_.screen(application), ScreenOutcome::findings_renewed);
  EXPECT_EQ(house_.stored(application).state, ApplicationState::in_review);
  EXPECT_EQ(findings(application), (Findings{{FindingCode::office_closed, ""}}));
  EXPECT_TRUE(applications_to_rescreen(house_.database, 0, 9).empty());
  EXPECT_TRUE(house_.causes_of(application).empty());
}

TEST_F(ScreenApplication, AnOpenOneDoesNotBlockAnother) {
  house_.add_office();
  const Application first = house_.reviewed();
  const Application second = house_.reviewed();
  EXPECT_EQ(second.state, ApplicationState::in_review);
  EXPECT_EQ(findings(second),
            (Findings{{FindingCode::other_open_application, first.receipt_number}}));
}

TEST_F(ScreenApplication, OneThatAnotherWriterChangedIsNotTouched) {
  house_.add_office();
  Application application = house_.submit();
  house_.move(application, {ApplicationState::withdrawn});
  EXPECT_ANY_THROW({
    Transaction transaction(house_.database);
    house_.screen(application);
    transaction.commit();
  });
  EXPECT_EQ(house_.stored(application).state, ApplicationState::withdrawn);
  EXPECT_TRUE(house_.events_of(application.receipt_number).empty());
}

}  // namespace
}  // namespace saihakko
