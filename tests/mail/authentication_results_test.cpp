#include "core/mail/authentication_results.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

TEST(AuthenticationResults, OfTheReceiversServerAreRead) {
  const auto results = read_authentication_results(
      "Authentication-Results: mx.receiver.example; dkim=fail header.d=relay.example;\r\n"
      "       dkim=pass (2048 bit) header.i=@union.example.jp header.s=s1;\r\n"
      "       spf=pass (ok; really) smtp.mailfrom=saihakko@union.example.jp; dmarc=pass "
      "(p=NONE)\r\n"
      "        header.from=Union.example.jp\r\n"
      "Authentication-Results: forged.example; spf=fail smtp.mailfrom=x@y\r\n"
      "DKIM-Signature: v=1\r\nFrom: Saihakko <saihakko@Union.example.jp>\r\n\r\nx");
  EXPECT_EQ(results.server, "mx.receiver.example");
  EXPECT_EQ(results.from_domain, "union.example.jp");
  EXPECT_EQ(results.spf.result + results.spf.domain, "passunion.example.jp");
  EXPECT_EQ(results.dkim.result + results.dkim.domain, "passunion.example.jp");
  EXPECT_EQ(results.dmarc.result, "pass");
  EXPECT_TRUE(results.signed_at_all);
}

TEST(AuthenticationResults, OfTwoSignaturesTheOneOfTheSendersDomainCounts) {
  const auto results = read_authentication_results(
      "From: a@union.example.jp\n"
      "Authentication-Results: mx; dkim=pass header.d=relay.example; dkim=pass "
      "header.d=mail.union.example.jp\n\n");
  EXPECT_EQ(results.dkim.domain, "mail.union.example.jp");
}

TEST(AuthenticationResults, WhatIsNotThereIsEmpty) {
  for (const char* mail :
       {"", "From: a@b\n\n", "Authentication-Results: mx; none\nFrom: a@b\n\n"}) {
    const auto results = read_authentication_results(mail);
    EXPECT_EQ(results.spf.result + results.dkim.result + results.dmarc.result, "") << mail;
    EXPECT_FALSE(results.signed_at_all);
  }
}

TEST(AuthenticationResults, ADomainIsAlignedWithItselfAndWhatIsBelow) {
  EXPECT_TRUE(is_aligned("union.example.jp", "union.example.jp"));
  EXPECT_TRUE(is_aligned("mail.union.example.jp", "union.example.jp"));
  EXPECT_TRUE(is_aligned("union.example.jp", "mail.union.example.jp"));
  EXPECT_FALSE(is_aligned("onion.example.jp", "union.example.jp"));
  EXPECT_FALSE(is_aligned("reunion.example.jp", "union.example.jp"));
  EXPECT_FALSE(is_aligned("", "union.example.jp"));
}

}  // namespace
}  // namespace saihakko
