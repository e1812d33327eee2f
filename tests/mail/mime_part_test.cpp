#include "core/mail/mime_part.hpp"

#include <gtest/gtest.h>

#include <string>

namespace saihakko {
namespace {

std::string types_of(const MimeMessage& message) {
  std::string types;
  for (const MimePart& part : message.parts)
    types += part.type + " ";
  return types;
}

TEST(MimePart, AMailWithoutMimeIsOneText) {
  const MimeMessage message = read_mime("Subject: Hello\r\n there\r\n\r\nline\r\n");
  EXPECT_EQ(message.top.header("subject"), "Hello there");
  EXPECT_EQ(types_of(message), "text/plain ");
  EXPECT_EQ(message.parts[0].content, "line\r\n");
}

TEST(MimePart, LfAloneAnMboxLineAndNoHeadersAreTaken) {
  EXPECT_EQ(read_mime("From a@b Sat\nA: b\n\nbody").top.header("a"), "b");
  EXPECT_EQ(read_mime("no header here\nbody\n").parts.at(0).content, "no header here\nbody\n");
  EXPECT_EQ(read_mime("").parts.size(), 1U);
}

TEST(MimePart, BranchesAreReadToTheirLeaves) {
  const MimeMessage message = read_mime(
      "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"a b\"\r\n\r\n"
      "preamble\r\n--a b\r\n\r\nwords\r\n--a b\r\n"
      "Content-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\nContent-Type: "
      "TEXT/HTML\r\n\r\n"
      "x\r\n--inner--\r\n--a b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1@a>\r\n--a "
      "b--\r\n"
      "--a b\r\n\r\nbehind the end\r\n");
  EXPECT_EQ(types_of(message), "text/plain text/html message/rfc822 ");
  EXPECT_EQ(message.parts[0].content, "words\r\n");
  EXPECT_EQ(message.parts[2].content, "Message-ID: <1@a>\r\n");
}

TEST(MimePart, EncodingsAreUndone) {
  const std::string head = "Content-Transfer-Encoding: ";
  EXPECT_EQ(read_mime(head + "BASE64\n\nTWVz\nc2FnZQ==").parts[0].content, "Message");
  EXPECT_EQ(read_mime(head + "quoted-printable\n\nM=65s=\nsage=3D=zz=").parts[0].content,
            "Message==zz=");
}

TEST(MimePart, DepthAndNumberAreBounded) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) {
    deep += "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
  }
  EXPECT_LE(read_mime(deep).parts.size(), 64U);
  std::string wide = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 10'000; ++i)
    wide += "--b\n\nx\n";
  EXPECT_EQ(read_mime(wide).parts.size(), 64U);
  std::string headers;
  for (int i = 0; i < 10'000; ++i)
    headers += "A: b\n";
  EXPECT_EQ(read_mime(headers).top.headers.size(), 500U);
}

}  // namespace
}  // namespace saihakko
