#include "core/domain/alert.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

// As many as any sentence speaks of.
const std::vector<std::string> kTexts{"13", "2", "2026-11-22 09:00", "5", "B13-20261122-01"};

TEST(Alerts, EveryRuleHasWordsOfItsOwnAndLeadsSomewhere) {
  std::set<std::string_view> words;
  std::set<std::string_view> keys;
  std::set<std::string_view> sections;
  for (const AlertRule& rule : alert_rules()) {
    EXPECT_TRUE(words.insert(rule.word).second) << rule.word;
    EXPECT_TRUE(keys.insert(rule.key).second) << rule.key;
    EXPECT_TRUE(sections.insert(rule.section).second) << rule.section;
    EXPECT_FALSE(rule.title.empty()) << rule.word;
    EXPECT_TRUE(rule.command.starts_with("saihakko ")) << rule.word;
    EXPECT_EQ(parse_alert_kind(rule.word), rule.kind);
    EXPECT_EQ(alert_rule(rule.kind).word, rule.word);
  }
  EXPECT_EQ(alert_rules().size(), 28U);
  EXPECT_FALSE(parse_alert_kind("no_such_alert").has_value());
}

TEST(Alerts, KeysAndSentencesAreFilledWhole) {
  for (const AlertRule& rule : alert_rules()) {
    const Alert alert = make_alert(rule.kind, {"13"}, kTexts);
    EXPECT_EQ((alert.key + alert.sentence).find_first_of("{}"), std::string::npos)
        << alert.sentence;
    EXPECT_FALSE(alert.sentence.ends_with("。")) << alert.sentence;
    EXPECT_EQ(alert.command, rule.command);
  }
  EXPECT_EQ(make_alert(AlertKind::stuck_in_review, {"13"}, kTexts).key, "stuck.in_review.13");
  EXPECT_EQ(make_alert(AlertKind::job_failing, {"backup"}, kTexts).key, "job.backup.failing");
}

TEST(Alerts, WhatASentenceSpeaksOfMustBeGivenAndCannotBreakALine) {
  EXPECT_THROW(make_alert(AlertKind::job_missed, {}, kTexts), std::logic_error);
  EXPECT_THROW(make_alert(AlertKind::job_missed, {"backup"}, {"backup"}), std::logic_error);
  const Alert alert = make_alert(AlertKind::setup_unusable, {}, {"a\nb\x1b[2J"});
  EXPECT_FALSE(has_control_character(alert.sentence));
}

}  // namespace
}  // namespace saihakko
