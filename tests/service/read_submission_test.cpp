#include "core/service/intake/read_submission.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/domain/calendar.hpp"

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

/// `field=value` of each error.
Texts errors(const json& object) {
  Texts texts;
  const auto result = read_submission(object);
  if (const auto* found = std::get_if<ItemErrors>(&result)) {
    for (const ItemError& error : *found)
      texts.push_back(error.field + "=" + error.value);
  }
  return texts;
}

json with(const char* key, const json& value) {
  json object = submission();
  object[key] = value;
  return object;
}

TEST(ReadSubmission, GivesWhatThePortalSaid) {
  const Submission all = read(submission());
  EXPECT_EQ(all.submission_id, "8f2c-01");
  EXPECT_EQ(all.office_number.text(), "1311111111");
  EXPECT_EQ(all.prefecture, "13");
  EXPECT_EQ(all.kind, ApplicationKind::reissue);
  EXPECT_EQ(all.notification_mail, "jimusho@example.jp");
  EXPECT_EQ(all.submitted_at, parse_rfc3339("2026-11-22T00:00:00Z"));
}

TEST(ReadSubmission, KindMayBeAbsent) {
  json object = submission();
  object.erase("kind");
  EXPECT_EQ(read(object).kind, std::nullopt);
  EXPECT_EQ(read(with("kind", "new")).kind, ApplicationKind::first_id);
  EXPECT_EQ(errors(with("kind", "renew")), Texts{"kind=renew"});
  EXPECT_EQ(errors(with("kind", nullptr)), Texts{"kind=null"});
}

TEST(ReadSubmission, EachFieldHasItsError) {
  EXPECT_EQ(errors(with("submission_id", "")), Texts{"submission_id="});
  EXPECT_EQ(errors(with("submission_id", "a b")), Texts{"submission_id=a b"});
  EXPECT_EQ(errors(with("submission_id", std::string(101, 'x'))).size(), 1U);
  EXPECT_EQ(errors(with("submission_id", std::string(100, 'x'))), Texts{});
  EXPECT_EQ(errors(with("office_number", "代理人01")), Texts{"office_number=代理人01"});
  EXPECT_EQ(errors(with("prefecture", "48")), Texts{"prefecture=48"});
  EXPECT_EQ(errors(with("prefecture", "1")), Texts{"prefecture=1"});
  EXPECT_EQ(errors(with("notification_mail", "jimusho")), Texts{"notification_mail=jimusho"});
  EXPECT_EQ(errors(with("submitted_at", "2026-02-30T09:00:00+09:00")),
            Texts{"submitted_at=2026-02-30T09:00:00+09:00"});
}

TEST(ReadSubmission, WhatIsNoTextIsAnError) {
  EXPECT_EQ(errors(with("office_number", 1311111111)), Texts{"office_number=1311111111"});
  EXPECT_EQ(errors(with("prefecture", 13)), Texts{"prefecture=13"});
  EXPECT_EQ(errors(with("notification_mail", json::array())), Texts{"notification_mail=[]"});
}

TEST(ReadSubmission, AllErrorsComeAtOnce) {
  EXPECT_EQ(errors(json::object()), (Texts{"submission_id=", "office_number=", "prefecture=",
                                           "notification_mail=", "submitted_at="}));
}

TEST(ReadSubmission, AnUnknownFieldIsAnError) {
  EXPECT_EQ(errors(with("urgent", true)), Texts{"urgent=true"});
  EXPECT_EQ(errors(with("Prefecture", "13")), Texts{"Prefecture=13"});
}

}  // namespace
}  // namespace saihakko
