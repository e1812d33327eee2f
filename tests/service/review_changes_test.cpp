#include "core/service/applications/review_changes.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

class ReviewChanges : public ::testing::Test {
 protected:
  ReviewChanges() { house_.add_office(); }

  std::string since(const Application& application, std::int64_t version) {
    return changes_since(house_.database, house_.reasons, house_.stored(application), version);
  }

  void hold(const Application& application, const char* reason, Instant at) {
    house_.decide(application, {.verdict = Verdict::hold, .reason_code = reason}, {}, at);
  }

  void change_ledger(Instant at, const char* detail) {
    append_audit(house_.database, Actor::job("import-ledger"), at,
                 {"office_changed", "1311111111", detail});
  }

  House house_;
};

TEST_F(ReviewChanges, AreTheStepsBehindTheVersionInOrder) {
  const Application application = house_.reviewed();
  hold(application, "waiting_for_phone_check", kNow.plus_ms(kMinuteMs));
  hold(application, "held_other", kNow.plus_ms(2 * kMinuteMs));
  EXPECT_EQ(since(application, application.version),
            "2026-11-22 09:01 保留(電話確認待ち)、2026-11-22 09:02 審査中、"
            "2026-11-22 09:02 保留(その他（保留）)");
  EXPECT_EQ(since(application, application.version + 1),
            "2026-11-22 09:02 審査中、2026-11-22 09:02 保留(その他（保留）)");
  EXPECT_EQ(since(application, application.version + 3), "");
}

TEST_F(ReviewChanges, NameTheColumnsOfTheLedgerThatChangedSince) {
  const Application application = house_.reviewed();
  change_ledger(kNow, "active phone");  // not after the version
  change_ledger(kNow.plus_ms(kMinuteMs), "active address,phone");
  EXPECT_EQ(ledger_changes_since(house_.database, house_.stored(application)),
            "2026-11-22 09:01 事業所台帳の変更(住所・電話番号)");
  Application rescreened = house_.stored(application);
  house_.screen(rescreened);
  EXPECT_EQ(since(application, application.version),
            "2026-11-22 09:01 事業所台帳の変更(住所・電話番号)、2026-11-22 09:00 所見の更新");
}

TEST_F(ReviewChanges, AreUnknownForAVersionThatNeverWas) {
  const Application application = house_.reviewed();
  for (const std::int64_t version : {application.version + 1, std::int64_t{-1}, std::int64_t{0}}) {
    EXPECT_EQ(since(application, version), "不明") << version;
  }
}

}  // namespace
}  // namespace saihakko
