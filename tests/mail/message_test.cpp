#include "core/mail/message.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "core/domain/utf8.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using nlohmann::json;
using std::string_literals::operator""s;

MailMessage message() {
  return {"saihakko@localhost",           std::nullopt,
          "jimusho@example.jp",           std::nullopt,
          "確認コード発行通知(介護保険)", "本文\n",
          "<n42.1@saihakko.localhost>",   1795305600000};  // 2026-11-22T09:00:00+09:00
}

/// What Python's email package reads out of the mails, in their order.
json all_parsed_by_python(const std::vector<std::string>& mails) {
  const ScratchDirectory directory;
  const auto file =
      directory.write("mails", fmt::format("{}", fmt::join(mails, std::string(1, '\0'))));
  const std::string command = fmt::format("'{}' '{}/tests/mail/parse_mail.py' '{}'",
                                          SAIHAKKO_PYTHON, SAIHAKKO_SOURCE_DIR, file.string());
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  std::string output;
  std::array<char, 65536> chunk{};
  for (std::size_t got = 0; (got = std::fread(chunk.data(), 1, chunk.size(), pipe.get())) > 0;) {
    output.append(chunk.data(), got);
  }
  return json::parse(output);
}

json parsed_by_python(const MailMessage& mail) {
  return all_parsed_by_python({compose(mail)}).at(0);
}

TEST(Message, IsTheSameToTheByteForTheSameInput) {
  EXPECT_EQ(compose(message()),
            "Date: Sun, 22 Nov 2026 09:00:00 +0900\r\n"
            "From: saihakko@localhost\r\n"
            "To: jimusho@example.jp\r\n"
            "Subject: =?UTF-8?B?56K66KqN44Kz44O844OJ55m66KGM6YCa55+lKOS7i+itt+S/nQ==?=\r\n"
            " =?UTF-8?B?6Zm6KQ==?=\r\n"
            "Message-ID: <n42.1@saihakko.localhost>\r\n"
            "X-Saihakko-Notice: <n42.1@saihakko.localhost>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "5pys5paHDQo=\r\n");
}

TEST(Message, PythonReadsEveryFieldBack) {
  MailMessage mail = message();
  mail.from_name = "介護電子請求受付システム, ㈱髙～𠮷";
  mail.reply_to = "reply@example.jp";
  EXPECT_EQ(
      parsed_by_python(mail),
      json({{"breaches", json::array()},
            {"headers",
             {"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From",
              "MIME-Version", "Message-ID", "Reply-To", "Subject", "To", "X-Saihakko-Notice"}},
            {"subject", mail.subject},
            {"subject_by_old_parser", mail.subject},
            {"from_name", *mail.from_name},
            {"from", mail.from_address},
            {"to", {mail.to_address}},
            {"reply_to", {"reply@example.jp"}},
            {"date", "2026-11-22T09:00:00+09:00"},
            {"message_id", mail.message_id},
            {"auto_submitted", "auto-generated"},
            {"mime_version", "1.0"},
            {"content_type", "text/plain; charset=\"UTF-8\""},
            {"body", "本文\r\n"}}));
}

TEST(Message, DateIsJapanTimeAcrossTheYearsEnd) {
  MailMessage mail = message();
  mail.date_ms = 1767193199999;
  EXPECT_EQ(compose(mail).substr(0, 39), "Date: Wed, 31 Dec 2025 23:59:59 +0900\r\n");
  mail.date_ms = 1767193200000;
  EXPECT_EQ(compose(mail).substr(0, 39), "Date: Thu, 01 Jan 2026 00:00:00 +0900\r\n");
  mail.date_ms = 0;
  EXPECT_EQ(compose(mail).substr(0, 39), "Date: Thu, 01 Jan 1970 09:00:00 +0900\r\n");
  mail.date_ms = 1709132400000;
  EXPECT_EQ(compose(mail).substr(0, 39), "Date: Thu, 29 Feb 2024 00:00:00 +0900\r\n");
}

TEST(Message, AllLineEndsOfABodyBecomeCrlf) {
  MailMessage mail = message();
  mail.body = "a\nb\r\nc\rd\r\r\n\n.\r\n.\n";
  EXPECT_EQ(parsed_by_python(mail).at("body"), "a\r\nb\r\nc\r\nd\r\n\r\n\r\n.\r\n.\r\n");
}

TEST(Message, ABodyOfAnyLengthComesBack) {
  std::vector<std::string> mails;
  std::vector<std::string> bodies;
  MailMessage mail = message();
  for (int length = 0; length < 200; ++length) {
    bodies.push_back(std::string(static_cast<std::size_t>(length), 'x'));
    mail.body = bodies.back();
    mails.push_back(compose(mail));
  }
  const json read = all_parsed_by_python(mails);
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    EXPECT_EQ(read.at(i).at("body"), bodies[i]);
    EXPECT_EQ(read.at(i).at("breaches"), json::array());
  }
}

TEST(Message, ControlCharactersInAHeaderAreRefused) {
  for (const std::string& evil :
       {"a\rb"s, "a\nb"s, "a\r\nBcc: x@example.jp"s, "a\0b"s, "a\tb"s, "a\x7F"s, "a\x1B[m"s,
        "a\u0085"s, "a\u2028"s, "a\u2029"s, "\xE3\x81"s, "\xFF"s}) {
    MailMessage subject = message();
    subject.subject = evil;
    EXPECT_THROW(compose(subject), MailError);
    MailMessage name = message();
    name.from_name = evil;
    EXPECT_THROW(compose(name), MailError);
    for (std::string MailMessage::*field : {&MailMessage::from_address, &MailMessage::to_address}) {
      MailMessage address = message();
      address.*field = evil + "@example.jp";
      EXPECT_THROW(compose(address), MailError);
      address.*field = "a@" + evil;
      EXPECT_THROW(compose(address), MailError);
    }
    MailMessage reply_to = message();
    reply_to.reply_to = evil + "@example.jp";
    EXPECT_THROW(compose(reply_to), MailError);
    MailMessage id = message();
    id.message_id = "<" + evil + "@x>";
    EXPECT_THROW(compose(id), MailError);
  }
}

TEST(Message, AMessageIdHasOneForm) {
  for (const char* id : {"", "<>", "a@b", "<a>", "<@b>", "<a@>", "<a@b", "<a b@c>", "<a@b>x",
                         "<a@b><c@d>", "<a@b@c>", "<<a@b>>", "<あ@b>"}) {
    MailMessage mail = message();
    mail.message_id = id;
    EXPECT_THROW(compose(mail), MailError) << id;
  }
}

TEST(Message, ABodyMustBeText) {
  for (const std::string& body : {"a\0b"s, "\xE3\x81"s, "\xED\xA0\x80"s}) {
    MailMessage mail = message();
    mail.body = body;
    EXPECT_THROW(compose(mail), MailError);
  }
}

TEST(Message, ADateOutsideTheYears1970To9999IsRefused) {
  MailMessage mail = message();
  mail.date_ms = -1;
  EXPECT_THROW(compose(mail), MailError);
  mail.date_ms = 253402300800000;
  EXPECT_THROW(compose(mail), MailError);
}

/// Characters that break naive encoders: several planes, combining marks, joiners, syntax.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"あ",
                                                   "髙",
                                                   "㈱",
                                                   "～",
                                                   "𠮷",
                                                   "𣘺",
                                                   "か\u3099",
                                                   "e\u0301",
                                                   "👨\u200D👩\u200D👧",
                                                   "🇯🇵",
                                                   "葛\U000E0100",
                                                   "=?",
                                                   "?=",
                                                   "=?UTF-8?B?44GC?=",
                                                   "=?UTF-8?Q?a?=",
                                                   "_",
                                                   "(",
                                                   ")",
                                                   "\"",
                                                   "\\",
                                                   "<",
                                                   ">",
                                                   ",",
                                                   ";",
                                                   ":",
                                                   "a",
                                                   "Z",
                                                   "0",
                                                   " ",
                                                   "  ",
                                                   "@",
                                                   "ｶﾞ",
                                                   "\u3000",
                                                   "\U0010FFFD"};
  const std::size_t length = 1 + random() % 60;
  std::string text;
  for (std::size_t i = 0; i < length; ++i)
    text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(Message, FiveThousandRandomSubjectsAndNamesComeBack) {
  std::mt19937 random(20261122);  // NOLINT: the same every time
  std::vector<MailMessage> sent;
  std::vector<std::string> mails;
  for (int i = 0; i < 5000; ++i) {
    MailMessage mail = message();
    mail.subject = random_text(random);
    mail.from_name = random_text(random);
    mail.body = random_text(random);
    mails.push_back(compose(mail));
    sent.push_back(std::move(mail));
  }
  const json read = all_parsed_by_python(mails);
  ASSERT_EQ(read.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    ASSERT_EQ(read[i].at("breaches"), json::array()) << mails[i];
    ASSERT_EQ(read[i].at("subject"), sent[i].subject) << mails[i];
    ASSERT_EQ(read[i].at("subject_by_old_parser"), sent[i].subject) << mails[i];
    ASSERT_EQ(read[i].at("from_name"), *sent[i].from_name) << mails[i];
    ASSERT_EQ(read[i].at("from"), sent[i].from_address) << mails[i];
    ASSERT_EQ(read[i].at("body"), sent[i].body) << mails[i];
  }
}

TEST(Message, OldCarrierAddressesComeBack) {
  const std::vector<std::string> addresses = {"a..b.@docomo.ne.jp", ".a@ezweb.ne.jp",
                                              "a,b;c:d@example.jp", "a+b/c@example.jp"};
  std::vector<std::string> mails;
  for (const std::string& address : addresses) {
    MailMessage mail = message();
    mail.to_address = address;
    mails.push_back(compose(mail));
  }
  const json read = all_parsed_by_python(mails);
  EXPECT_EQ(read[0].at("to"), json::array({"a..b.@docomo.ne.jp"}));
  EXPECT_EQ(read[1].at("to"), json::array({".a@ezweb.ne.jp"}));
  EXPECT_EQ(read[2].at("to"), json::array({"\"a,b;c:d\"@example.jp"}));
  EXPECT_EQ(read[3].at("to"), json::array({"a+b/c@example.jp"}));
}

}  // namespace
}  // namespace saihakko
