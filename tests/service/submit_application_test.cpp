#include "core/service/applications/submit_application.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/service/intake/read_submission.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

json submission() {
  return {{"submission_id", "8f2c-01"},
          {"office_number", "1311111111"},
          {"prefecture", "13"},
          {"kind", "reissue"},
          {"notification_mail", "jimusho@example.jp"},
          {"submitted_at", "2026-11-22T09:00:00+09:00"}};
}

Submission read(const json& object) {
  return std::get<Submission>(read_submission(object));
}

json with(const char* key, const json& value) {
  json object = submission();
  object[key] = value;
  return object;
}

class SubmitApplication : public ::testing::Test {
 protected:
  SubmitOutcome submit(const json& object) {
    return submit_application(house_.database, house_.actor, house_.outbox, read(object), kNow);
  }
  Application application(const char* receipt) {
    return find_application(house_.database, receipt).value();
  }
  House house_;
};

TEST_F(SubmitApplication, MakesAnApplicationWithAReceiptNotice) {
  house_.add_office();
  EXPECT_EQ(submit(submission()), SubmitOutcome::taken);
  const Application taken = application("R000000011");
  EXPECT_EQ(taken.state, ApplicationState::submitted);
  EXPECT_EQ(taken.notification_mail, "jimusho@example.jp");
  EXPECT_EQ(house_.events_of("R000000011"), Texts{"application_submitted"});
  const Notice notice = notices_of_application(house_.database, "R000000011").at(0);
  EXPECT_EQ(notice.kind, NoticeKind::receipt);
  EXPECT_EQ(notice.recipient, "jimusho@example.jp");
  EXPECT_EQ(json::parse(notice.fields), (json{{"receipt_number", "R000000011"},
                                              {"received_at", "2026年11月22日 09時00分"},
                                              {"office_number", "1311111111"},
                                              {"prefecture_name", "東京都"},
                                              {"union_name", "東京都国民健康保険団体連合会"},
                                              {"union_phone", ""},
                                              {"return_envelope", ""},
                                              {"last_day", ""}}));
}

TEST_F(SubmitApplication, SeenBeforeIsTheSameSubmission) {
  submit(submission());
  const std::string before = house_.row_counts();
  EXPECT_EQ(submit(submission()), SubmitOutcome::seen_before);
  EXPECT_EQ(submit(with("notification_mail", "hoka@example.jp")), SubmitOutcome::other_content);
  EXPECT_EQ(submit(with("office_number", "1322222222")), SubmitOutcome::other_content);
  EXPECT_EQ(submit(with("kind", "new")), SubmitOutcome::other_content);
  json without_kind = submission();
  without_kind.erase("kind");
  EXPECT_EQ(submit(without_kind), SubmitOutcome::seen_before);
  EXPECT_EQ(house_.row_counts(), before);
  EXPECT_EQ(submit(with("submission_id", "8f2c-02")), SubmitOutcome::taken);
  EXPECT_EQ(application("R000000020").office_number.text(), "1311111111");
}

TEST_F(SubmitApplication, WithoutAKindTheLedgerSaysWhichItIs) {
  put_office(house_.database, sample_office("1322222222"), 1, kNow);
  house_.add_office("1311111111");
  const char* offices[] = {"1322222222", "1311111111", "1333333333"};
  const ApplicationKind kinds[] = {ApplicationKind::first_id, ApplicationKind::reissue,
                                   ApplicationKind::reissue};  // the last is in no ledger
  for (int i = 0; i < 3; ++i) {
    json object = with("office_number", offices[i]);
    object["submission_id"] = offices[i];
    object.erase("kind");
    submit(object);
    EXPECT_EQ(applications_of(house_.database, office_number(offices[i]), 1).at(0).kind, kinds[i]);
  }
}

}  // namespace
}  // namespace saihakko
