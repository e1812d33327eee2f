#include "core/domain/mail_address.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace saihakko {
namespace {

using enum MailAddressFault;

std::optional<MailAddressFault> fault_of(std::string_view text) {
  const auto parsed = MailAddress::parse(text);
  const auto* fault = std::get_if<MailAddressFault>(&parsed);
  if (fault == nullptr) return std::nullopt;
  return *fault;
}

MailAddress address(std::string_view text) {
  return std::get<MailAddress>(MailAddress::parse(text));
}

TEST(MailAddress, OldCarrierAddressesAreTaken) {
  EXPECT_EQ(address("a..b.@docomo.ne.jp").text(), "a..b.@docomo.ne.jp");
  EXPECT_EQ(address(".a@ezweb.ne.jp").text(), ".a@ezweb.ne.jp");
  EXPECT_EQ(address("a..b.@docomo.ne.jp").domain(), "docomo.ne.jp");
}

TEST(MailAddress, OuterSpacesGoAndLetterCaseStays) {
  EXPECT_EQ(address("　Jimusho+1@Example.JP \t").text(), "Jimusho+1@Example.JP");
}

TEST(MailAddress, EverySymbolOfAnAtomMayStandInTheLocalPart) {
  EXPECT_EQ(fault_of("!#$%&'*+-/=?^_`{|}~.0aZ@example.jp"), std::nullopt);
}

TEST(MailAddress, NothingAtAllIsItsOwnFault) {
  EXPECT_EQ(fault_of(""), empty);
  EXPECT_EQ(fault_of(" 　"), empty);
}

TEST(MailAddress, NonAsciiAndControlCharactersAreRefused) {
  EXPECT_EQ(fault_of("事業所@example.jp"), not_ascii);
  EXPECT_EQ(fault_of("ａ@example.jp"), not_ascii);
  EXPECT_EQ(fault_of("a＠example.jp"), not_ascii);
  EXPECT_EQ(fault_of("a@example.jp\r\nRCPT TO:<b@example.jp>"), not_ascii);
  EXPECT_EQ(fault_of("a b@example.jp"), not_ascii);
  EXPECT_EQ(fault_of(std::string_view("a\0@example.jp", 13)), not_ascii);
}

TEST(MailAddress, LengthsAreThoseOfRfc5321) {
  const std::string longest_local(64, 'a');
  EXPECT_EQ(fault_of(longest_local + "@example.jp"), std::nullopt);
  EXPECT_EQ(fault_of(longest_local + "a@example.jp"), too_long);
  const std::string label(63, 'b');
  const std::string domain = label + "." + label + "." + std::string(61, 'c');  // 189 characters
  EXPECT_EQ(fault_of(longest_local + "@" + domain), std::nullopt);              // 254
  EXPECT_EQ(fault_of(longest_local + "@" + domain + "d"), too_long);
  EXPECT_EQ(fault_of("a@" + label + "b.jp"), malformed);
}

TEST(MailAddress, WhatIsNotShapedLikeOneIsRefused) {
  for (const char* text :
       {"jimusho", "@example.jp", "a@", "a@example", "a@.jp", "a@example..jp", "a@example.jp.",
        "a@-example.jp", "a@example-.jp", "a@b@example.jp", "\"a\"@example.jp", "a@[192.0.2.1]",
        "<a@example.jp>", "a,b@example.jp", "a@exa_mple.jp", "a;b@example.jp"}) {
    EXPECT_EQ(fault_of(text), malformed) << text;
  }
}

TEST(MailAddress, ADomainNeedsNoDotWhereThatIsAllowed) {
  const auto parsed = MailAddress::parse("jimusho@example", MailDomains::any);
  EXPECT_EQ(std::get<MailAddress>(parsed).domain(), "example");
  for (const char* text : {"a@", "a@-b", "a@b-", "a@.", "a@b.", "a@.b", "a@b@c", "あ@b"}) {
    const auto refused = MailAddress::parse(text, MailDomains::any);
    EXPECT_TRUE(std::holds_alternative<MailAddressFault>(refused)) << text;
  }
}

TEST(MailAddress, LetterCaseMakesNoOtherMailbox) {
  EXPECT_TRUE(address("A@Example.jp").same_mailbox(address("a@example.JP")));
  EXPECT_FALSE(address("a@example.jp").same_mailbox(address("b@example.jp")));
}

TEST(MailAddress, EveryFaultIsASentenceOfItsOwn) {
  EXPECT_EQ(describe(empty), "メールアドレスがありません");
  EXPECT_NE(describe(too_long), describe(malformed));
  EXPECT_NE(describe(not_ascii), describe(malformed));
}

}  // namespace
}  // namespace saihakko
