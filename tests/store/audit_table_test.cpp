#include "core/store/tables/audit_table.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/domain/sha256.hpp"
#include "core/store/engine/transaction.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

TEST(Audit, BeginsWithAnEmptyHead) {
  Store store;
  EXPECT_EQ(audit_head(store.database), "");
  EXPECT_TRUE(audit_rows(store.database, 1, 10).empty());
}

TEST(Audit, EachRowIsChainedToTheOneBefore) {
  Store store;
  append_audit(store.database, Actor::job("take-applications"), kNow,
               {"application_submitted", "R000000011", "reissue"});
  append_audit(store.database, Actor::person(1000), kNow.plus_ms(1),
               {"application_approved", "R000000011", ""});
  const auto rows = audit_rows(store.database, 1, 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].seq, 1);
  EXPECT_EQ(rows[0].actor, "job:take-applications");
  EXPECT_EQ(rows[0].event, "application_submitted");
  EXPECT_EQ(rows[0].subject, "R000000011");
  EXPECT_EQ(rows[0].detail, "reissue");
  EXPECT_EQ(rows[0].at, kNow);
  EXPECT_NE(rows[0].real, kNow);  // the real clock stands beside the service's
  EXPECT_EQ(rows[1].seq, 2);
  EXPECT_EQ(rows[1].actor, "uid:1000");
  EXPECT_EQ(rows[0].hash, audit_hash("", rows[0]));
  EXPECT_EQ(rows[1].hash, audit_hash(rows[0].hash, rows[1]));
  EXPECT_EQ(audit_head(store.database), rows[1].hash);
}

TEST(Audit, TheHashIsAsTheHeaderSays) {
  const AuditRow row{7, {1000}, {2000}, "uid:0", "office_changed", "1311111111", "active", ""};
  EXPECT_EQ(audit_hash("ab", row),
            sha256_hex("2:ab1:74:10004:20005:uid:014:office_changed10:13111111116:active"));
}

TEST(Audit, NoFieldCanChangeUnnoticed) {
  const AuditRow row{7, {1000}, {2000}, "uid:0", "event", "subject", "detail", ""};
  const std::string right = audit_hash("ab", row);
  const auto changed = [&](auto change) {
    AuditRow other = row;
    change(other);
    return audit_hash("ab", other);
  };
  EXPECT_NE(changed([](AuditRow& r) { r.seq = 8; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.at.ms = 1001; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.real.ms = 2001; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.actor = "uid:1"; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.event = "other"; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.books = "sum"; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.subject = "other"; }), right);
  EXPECT_NE(changed([](AuditRow& r) { r.detail = "other"; }), right);
  EXPECT_NE(changed([](AuditRow& r) {  // text moved from one field to the next
              r.subject = "subj";
              r.detail = "ectdetail";
            }),
            right);
  EXPECT_NE(audit_hash("ac", row), right);
  EXPECT_EQ(audit_hash("ab", row), right);
}

TEST(Audit, AChangeThatIsRolledBackLeavesNoRowAndNoGap) {
  Store store;
  {
    Transaction transaction(store.database);
    append_audit(store.database, Actor::job("report"), kNow, {"lost", "", ""});
  }
  append_audit(store.database, Actor::job("report"), kNow, {"kept", "", ""});
  const auto rows = audit_rows(store.database, 1, 10);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].seq, 1);
  EXPECT_EQ(rows[0].event, "kept");
}

TEST(Audit, TellsWhatHappenedToOneSubjectOldestFirst) {
  Store store;
  for (const char* event : {"one", "two", "three"}) {
    append_audit(store.database, Actor::job("report"), kNow, {event, "R000000011", ""});
    append_audit(store.database, Actor::job("report"), kNow, {event, "R000000020", ""});
  }
  const auto newest = audit_rows_of(store.database, "R000000011", 2);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].event, "two");
  EXPECT_EQ(newest[1].event, "three");
  EXPECT_EQ(audit_rows(store.database, 3, 2).front().seq, 3);
}

}  // namespace
}  // namespace saihakko
