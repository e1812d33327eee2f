#include "core/mail/bounce_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

/// Of a mail that makes one report.
BounceReport read_bounce_report(std::string_view mail) {
  const auto reports = read_bounce_reports(mail);
  EXPECT_EQ(reports.size(), 1U);
  return reports.at(0);
}

struct Known {
  const char* file;
  Verdict verdict;
  const char* status;
  BounceCause cause;
  bool bad;
};

TEST(BounceReport, WhatMailSystemsWriteIsUnderstood) {
  using enum BounceCause;
  for (const auto& [file, verdict, status, cause, bad] :
       std::vector<Known>{{"postfix.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"postfix_headers_only.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"postfix_delayed.eml", Verdict::delayed, "4.4.1", unknown, false},
                          {"base64_parts.eml", Verdict::failed, "5.2.2", mailbox_full, false},
                          {"docomo.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"ezweb_disabled.eml", Verdict::failed, "5.0.0", no_mailbox, true},
                          {"ezweb_rejected.eml", Verdict::failed, "5.0.0", no_mailbox, true},
                          {"au_mailbox_full.eml", Verdict::failed, "5.0.0", mailbox_full, false},
                          {"softbank.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"qmail.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"exim.eml", Verdict::failed, "5.0.0", no_mailbox, true},
                          {"exim_delay.eml", Verdict::delayed, "4.0.0", unknown, false},
                          {"plain_words.eml", Verdict::failed, "5.0.0", unknown, false},
                          {"quoted_headers.eml", Verdict::failed, "5.0.0", no_mailbox, true},
                          {"forwarded.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"replaced_id.eml", Verdict::failed, "5.1.1", no_mailbox, true},
                          {"broken_borders.eml", Verdict::failed, "5.5.0", no_mailbox, true},
                          {"blocked.eml", Verdict::failed, "5.7.1", our_host, false}}) {
    const BounceReport report = read_bounce_report(corpus(file));
    EXPECT_EQ(report.verdict, verdict) << file;
    EXPECT_EQ(report.status, status) << file;
    EXPECT_EQ(to_text(report.cause), to_text(cause)) << file;
    EXPECT_EQ(report.address_is_bad, bad) << file;
    EXPECT_NE(std::ranges::find(report.marks, kOurs), report.marks.end()) << file;
  }
}

TEST(BounceReport, WhatIsNoBounceIsNone) {
  EXPECT_EQ(read_bounce_report(corpus("vacation.eml")).verdict, Verdict::automatic);
  EXPECT_EQ(read_bounce_report(corpus("answer_of_null_path.eml")).verdict, Verdict::automatic);
  EXPECT_EQ(read_bounce_report(corpus("complaint.eml")).verdict, Verdict::complaint);
  EXPECT_EQ(read_bounce_report(corpus("delivered.eml")).verdict, Verdict::delivered);
  EXPECT_EQ(read_bounce_report(corpus("person.eml")).verdict, Verdict::no_report);
  EXPECT_EQ(read_bounce_report("").verdict, Verdict::no_report);
}

TEST(BounceReport, EachReportThatSomebodyForwardsInOneMailIsRead) {
  const std::string person =
      "From: a@union.example.jp\nContent-Type: multipart/mixed; boundary=of/two\n\n--of/two\n\n"
      "These came back.\n";
  const std::string attached = "--of/two\nContent-Type: message/rfc822\n\n";
  const auto reports =
      read_bounce_reports(person + attached + corpus("postfix_delayed.eml") + attached +
                          corpus("person.eml") + attached + corpus("qmail.eml") + "--of/two--\n");
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].verdict, Verdict::delayed);
  EXPECT_EQ(reports[1].verdict, Verdict::failed);
  EXPECT_EQ(reports[1].marks, std::vector<std::string>{kOurs});
}

TEST(BounceReport, AReportThatStandsBehindAnotherInOneFileIsRead) {
  for (const std::string between : {"", "\n\n", "-- \nfooter of a list\n"}) {
    const auto reports = read_bounce_reports(corpus("postfix_delayed.eml") + between +
                                             corpus("postfix.eml") + "\n" + corpus("qmail.eml"));
    const bool is_footer = between.starts_with("--");
    ASSERT_EQ(reports.size(), is_footer ? 1U : 3U);
    EXPECT_EQ(reports.back().verdict, is_footer ? Verdict::delayed : Verdict::failed);
  }
}

TEST(BounceReport, LineEndsMakeNoDifference) {
  for (const char* file : {"postfix.eml", "quoted_headers.eml", "forwarded.eml"}) {
    std::string mail = corpus(file);
    std::erase(mail, '\r');
    const BounceReport with_lf = read_bounce_report(mail);
    std::string crlf;
    for (const char c : mail)
      crlf += c == '\n' ? "\r\n" : std::string(1, c);
    const BounceReport with_crlf = read_bounce_report(crlf);
    EXPECT_EQ(with_lf.verdict, with_crlf.verdict) << file;
    EXPECT_EQ(with_lf.marks, with_crlf.marks) << file;
  }
}

TEST(BounceReport, TheReportsOwnIdAndWhatItAnswersAreNoMarks) {
  const BounceReport report = read_bounce_report(
      "Return-Path: <>\nFrom: MAILER-DAEMON@a.jp\nMessage-ID: <own@a.jp>\nIn-Reply-To: "
      "<ours@b.jp>\n"
      "References: <ours@b.jp>\n\nundeliverable\n");
  EXPECT_EQ(report.verdict, Verdict::failed);
  EXPECT_TRUE(report.marks.empty());
}

TEST(BounceReport, AnActionDecidesWhateverTheClassOfTheStatus) {
  const auto verdict = [](const std::string& fields) {
    return read_bounce_report("Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n" +
                              fields)
        .verdict;
  };
  EXPECT_EQ(verdict("Action: failed\nStatus: 4.4.7\n"), Verdict::failed);
  EXPECT_EQ(verdict("Action: failed (twice)\nStatus: 4.4.7\n"), Verdict::failed);
  EXPECT_EQ(verdict("Action: delayed\nStatus: 5.1.1\n"), Verdict::delayed);
  EXPECT_EQ(verdict("Action: expired\nStatus: 4.4.7\n"), Verdict::failed);
  EXPECT_EQ(verdict("Action: moved\nStatus: 2.1.5\n"), Verdict::delivered);
  EXPECT_EQ(verdict("Status: 5.0.0\n"), Verdict::failed);
}

TEST(BounceReport, AJapaneseSentenceTellsWhetherItIsStillTried) {
  const auto verdict = [](const std::string& sentence) {
    return read_bounce_report(
               "From: MAILER-DAEMON@example.jp\nContent-Type: text/plain; charset=utf-8\n\n" +
               sentence + "\n")
        .verdict;
  };
  EXPECT_EQ(verdict("一時的に配送できません。48時間再試行します"), Verdict::delayed);
  EXPECT_EQ(verdict("まだ送れていません。あと2日間は送信を続けます"), Verdict::delayed);
  EXPECT_EQ(verdict("5日間再送を試みましたが、配送を断念しました"), Verdict::failed);
  EXPECT_EQ(verdict("再送を試みましたが、保存期間を過ぎたためお返しします"), Verdict::failed);
}

TEST(BounceReport, WhatAModeratorAGreylistOrAQuarantineHoldsIsNotLost) {
  const auto verdict = [](const std::string& words) {
    return read_bounce_report("Return-Path: <>\nFrom: list-bounces@example.jp\n\n" + words +
                              "\n\nReceived: by a\nFrom: b@example.jp\nTo: c@example.jp\n"
                              "Message-ID: <n1.k@example.jp>\n")
        .verdict;
  };
  for (const char* held :
       {"Your mail to 'list' is being held until the list moderator can review it",
        "Your message awaits moderator approval",
        "The mail was put into the greylisting quarantine for 15 minutes",
        "お送りいただいたメールは承認待ちです", "メールを保留しました"}) {
    EXPECT_EQ(verdict(held), Verdict::delayed) << held;
  }
  for (const char* lost :
       {"A virus was found, the message was put into quarantine",
        "The moderator has rejected your message, which was held for approval",
        "Your message was quarantined and deleted",
        "The message could not be delivered, it was put into quarantine",
        "550 5.7.26 not accepted by the DMARC policy (p=quarantine)",
        "554 5.7.1 Your message is being held", "450 4.7.1 Greylisted. I'm not going to try again",
        "It was held for approval. Giving up after 5 days"}) {
    EXPECT_EQ(verdict(lost), Verdict::failed) << lost;
  }
}

TEST(BounceReport, AGreylistedMailOfNoActionIsStillTried) {
  const auto verdict = [](const std::string& fields) {
    return read_bounce_report("Content-Type: message/delivery-status\n\n" + fields).verdict;
  };
  const std::string greylisted = "Status: 4.7.1\nDiagnostic-Code: smtp; 451 4.7.1 Greylisted\n";
  EXPECT_EQ(verdict(greylisted), Verdict::delayed);
  EXPECT_EQ(verdict("Action: failed\n" + greylisted), Verdict::failed);
}

TEST(BounceReport, OfSeveralRecipientsTheGravestCounts) {
  const BounceReport report = read_bounce_report(
      "Content-Type: message/delivery-status\n\nAction: delivered\nStatus: 2.0.0\n\n"
      "Action: failed\nStatus: 5.2.2\n\nAction: failed\nStatus: 5.1.1\n\nAction: delayed\n"
      "Status: 4.0.0\n");
  EXPECT_EQ(report.verdict, Verdict::failed);
  EXPECT_EQ(report.status, "5.1.1");
  EXPECT_TRUE(report.address_is_bad);
}

TEST(BounceReport, AServersOwnStatusComesBeforeTheReportingSystems) {
  const BounceReport report = read_bounce_report(
      "Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 5.7.1 IP address is on a block list\n");
  EXPECT_EQ(report.status, "5.7.1");
  EXPECT_EQ(report.cause, BounceCause::our_host);
  EXPECT_FALSE(report.address_is_bad);
}

TEST(BounceReport, AddressesAreKeptForThoseThatHaveLostTheirMark) {
  EXPECT_EQ(read_bounce_report("Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
                               "a@b.jp\nAction: failed\nStatus: 5.1.1\n")
                .recipients,
            std::vector<std::string>{"a@b.jp"});
  EXPECT_EQ(read_bounce_report("From: MAILER-DAEMON@a.jp\n\n<x.y@b.jp>: could not be delivered.\n")
                .recipients,
            std::vector<std::string>{"x.y@b.jp"});
}

TEST(BounceReport, TheTextOfACopyIsNoDiagnosisEvenBehindUnknownWords) {
  const BounceReport report = read_bounce_report(
      "From: MAILER-DAEMON@example.jp\nContent-Type: text/plain; charset=utf-8\n\n"
      "このメールの配送はここまでです。\n\nFrom: saihakko@union.example.jp\nTo: a@example.jp\n"
      "Subject: code\nMIME-Version: 1.0\nX-Saihakko-Notice: <n1.k@union.example.jp>\n\n"
      "確認コード 4821\n");
  EXPECT_EQ(report.verdict, Verdict::failed);
  EXPECT_EQ(report.diagnosis, "このメールの配送はここまでです。");
}

TEST(BounceReport, ANumberAtTheEndOfASentenceLeavesTheSentence) {
  const auto diagnosis = [](const std::string& words) {
    return read_bounce_report("From: MAILER-DAEMON@a.jp\n\nI could not deliver it.\n\n" + words +
                              "\n\n--- Below this line is a copy.\n")
        .diagnosis;
  };
  EXPECT_EQ(diagnosis("<a@b.jp>:\nSorry, no mailbox here\nby that name. (#5.1.1)"),
            "<a@b.jp>: Sorry, no mailbox here by that name. (#5.1.1)");
  EXPECT_EQ(diagnosis(std::string(200, 'x') + "\nNo mailbox. (#5.1.1)"), "No mailbox. (#5.1.1)");
  EXPECT_EQ(diagnosis("<a@b.jp>:\nRemote host said: 550 no such user"), "550 no such user");
}

TEST(BounceReport, ADiagnosisIsOneLineThatATerminalCanShow) {
  const BounceReport report = read_bounce_report(
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: failed\n"
      "Status: 5.1.1\nDiagnostic-Code: smtp; 550 \x1b[31m\xff no\n  such   user\n");
  EXPECT_EQ(report.diagnosis, "smtp; 550 \uFFFD[31m\uFFFD no such user");
}

}  // namespace
}  // namespace saihakko
