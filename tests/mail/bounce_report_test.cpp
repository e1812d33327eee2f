#include "core/mail/bounce_report.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

namespace saihakko {
namespace {

using Verdict = BounceReport::Verdict;

constexpr const char* kOurs = "<receipt.R000000011.0123456789abcdef@saihakko.example.jp>";

std::string corpus(const std::string& name) {
  const auto file = std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "tests/fuzz/corpus/bounce" / name;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("no " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Known {
  const char* file;
  Verdict verdict;
  const char* status;
};

TEST(BounceReport, WhatMailSystemsWriteIsUnderstood) {
  for (const auto& [file, verdict, status] :
       std::vector<Known>{{"postfix.eml", Verdict::hard, "5.1.1"},
                          {"postfix_headers_only.eml", Verdict::hard, "5.1.1"},
                          {"postfix_delayed.eml", Verdict::soft, "4.4.1"},
                          {"base64_parts.eml", Verdict::hard, "5.2.2"},
                          {"docomo.eml", Verdict::hard, "5.1.1"},
                          {"ezweb_disabled.eml", Verdict::hard, "5.0.0"},
                          {"ezweb_rejected.eml", Verdict::hard, "5.0.0"},
                          {"au_mailbox_full.eml", Verdict::soft, "4.2.2"},
                          {"softbank.eml", Verdict::hard, "5.1.1"},
                          {"qmail.eml", Verdict::hard, "5.1.1"},
                          {"exim.eml", Verdict::hard, "5.0.0"},
                          {"exim_delay.eml", Verdict::soft, "4.0.0"}}) {
    const BounceReport report = read_bounce_report(corpus(file));
    EXPECT_EQ(report.verdict, verdict) << file;
    EXPECT_EQ(report.status, status) << file;
    ASSERT_FALSE(report.message_ids.empty()) << file;
    EXPECT_EQ(report.message_ids.front(), kOurs) << file;
  }
}

TEST(BounceReport, WhatIsNoBounceIsNone) {
  EXPECT_EQ(read_bounce_report(corpus("vacation.eml")).verdict, Verdict::automatic);
  EXPECT_EQ(read_bounce_report(corpus("delivered.eml")).verdict, Verdict::arrived);
  EXPECT_EQ(read_bounce_report(corpus("person.eml")).verdict, Verdict::not_a_bounce);
  EXPECT_EQ(read_bounce_report("").verdict, Verdict::not_a_bounce);
}

TEST(BounceReport, TheReportsOwnMessageIdIsNotThatOfTheReturnedMail) {
  const BounceReport report = read_bounce_report(corpus("postfix.eml"));
  EXPECT_EQ(report.message_ids, (std::vector<std::string>{kOurs}));
}

TEST(BounceReport, ADiagnosisIsOneLineThatATerminalCanShow) {
  const BounceReport report = read_bounce_report(
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: failed\n"
      "Status: 5.1.1\nDiagnostic-Code: smtp; 550 \x1b[31m\xff no\n  such   user\n");
  EXPECT_EQ(report.diagnosis, "smtp; 550 ?[31m? no such user");
  EXPECT_EQ(report.verdict, Verdict::hard);
}

TEST(BounceReport, AFailureOfClassFourIsNotForGood) {
  EXPECT_EQ(read_bounce_report("Content-Type: message/delivery-status\n\nAction: failed\n"
                               "Status: 4.4.7\n")
                .verdict,
            Verdict::soft);
}

}  // namespace
}  // namespace saihakko
