#include "core/mail/recipient_judgement.hpp"

#include <gtest/gtest.h>

#include <string>

namespace saihakko {
namespace {

using Verdict = BounceJudgement::Verdict;

constexpr const char* kOurs = "office@care.example.jp";

std::string block(const std::string& final_recipient, const std::string& action,
                  const std::string& status, const std::string& original = "") {
  return (original.empty() ? "" : "Original-Recipient: rfc822;" + original + "\n") +
         "Final-Recipient: rfc822; " + final_recipient + "\nAction: " + action +
         "\nStatus: " + status + "\n\n";
}

BounceJudgement about_ours(std::string_view mail) {
  return judgement_about(read_bounce_reports(mail).at(0), kOurs);
}

/// A report with these blocks about a mail to kOurs, whose To may have been rewritten.
BounceJudgement judged(const std::string& blocks, const std::string& to = kOurs) {
  return about_ours(
      "Content-Type: multipart/report; boundary=b\n\n--b\n"
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n" +
      blocks + "--b\nContent-Type: message/rfc822\n\nTo: " + to +
      "\nMessage-ID: <n1.k@example.jp>\n\n\n--b--\n");
}

TEST(RecipientJudgement, TheBlockOfItsOwnRecipientDecides) {
  const std::string other = block("other@example.com", "failed", "5.1.1");
  const auto full = judged(other + block(kOurs, "failed", "5.2.2"));
  EXPECT_EQ(full.status, "5.2.2");
  EXPECT_FALSE(full.address_is_bad);
  EXPECT_EQ(judged(other + block(kOurs, "delayed", "4.4.1")).verdict, Verdict::delayed);
  EXPECT_EQ(judged(other + block(kOurs, "delivered", "2.0.0")).verdict, Verdict::delivered);
  EXPECT_TRUE(judged(other + block("OFFICE@Care.example.jp", "failed", "5.1.1")).address_is_bad);
}

TEST(RecipientJudgement, OfSeveralOfItsOwnTheGravestDecides) {
  const auto judgement = judged(block(kOurs, "delayed", "4.4.1") + block(kOurs, "failed", "5.1.1"));
  EXPECT_EQ(judgement.verdict, Verdict::failed);
  EXPECT_TRUE(judgement.address_is_bad);
}

TEST(RecipientJudgement, ADeadTargetOfAForwardLosesTheMailAndKeepsTheAddress) {
  for (const auto& blocks :
       {block("gone@example.com", "failed", "5.1.1", kOurs),
        block("gone@example.com", "failed", "5.1.1"),
        block(kOurs, "expanded", "2.0.0") + block("gone@example.com", "failed", "5.1.1"),
        "X-Actual-Recipient: rfc822; gone@example.com\n" + block(kOurs, "failed", "5.1.1")}) {
    const auto judgement = judged(blocks);
    EXPECT_EQ(judgement.verdict, Verdict::failed) << blocks;
    EXPECT_EQ(judgement.status, "5.1.1") << blocks;
    EXPECT_FALSE(judgement.address_is_bad) << blocks;
  }
}

TEST(RecipientJudgement, SoDoesOneInPlainWords) {
  const auto judgement = about_ours(
      "From: MAILER-DAEMON@a.jp\nX-Failed-Recipients: gone@example.com\n\n"
      "could not be delivered: gone@example.com\n  generated from office@care."
      "example.jp\n  550 User unknown\n\nReceived: by a\nTo: office@care."
      "example.jp\nMessage-ID: <n1.k@example.jp>\n");
  EXPECT_EQ(judgement.verdict, Verdict::failed);
  EXPECT_FALSE(judgement.address_is_bad);
}

TEST(RecipientJudgement, AHostThatDeliversLocallyMayWriteItsOwnName) {
  EXPECT_TRUE(judged(block("office@mx.care.example.jp", "failed", "5.1.1", kOurs)).address_is_bad);
  EXPECT_FALSE(judged(block("office@other.example.jp", "failed", "5.1.1", kOurs)).address_is_bad);
  EXPECT_FALSE(judged(block("office@notcare.example.jp", "failed", "5.1.1", kOurs)).address_is_bad);
}

TEST(RecipientJudgement, WhereItIsNamedNowhereTheReportStandsAsItIs) {
  const auto judgement =
      judged(block("x1@carrier.example", "failed", "5.1.1"), "x1@carrier.example");
  EXPECT_EQ(judgement.verdict, Verdict::failed);
  EXPECT_TRUE(judgement.address_is_bad);
}

}  // namespace
}  // namespace saihakko
