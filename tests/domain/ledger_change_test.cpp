#include "core/domain/ledger_change.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

Office office() {
  return {.number = OfficeNumber::parse("1370000018").value(),
          .name = "あおぞら",
          .name_kana = "アオゾラ",
          .postcode = "1000001",
          .address = "千代田1-1",
          .phone = "03-0000-0001",
          .security_mail = "a@example.jp"};
}

OfficeChangeKinds kinds(const Office& after) {
  return kinds_of_change(office(), after);
}

TEST(LedgerChange, AnotherFieldThatLeadsSomewhereIsAChange) {
  for (const auto field : {&Office::name, &Office::address, &Office::postcode, &Office::phone,
                           &Office::security_mail}) {
    Office after = office();
    after.*field = "9";
    EXPECT_TRUE(kinds(after).changed);
    EXPECT_FALSE(kinds(after).lost);
    after.*field = "";
    EXPECT_TRUE(kinds(after).lost);
    EXPECT_FALSE(kinds(after).changed);
  }
}

TEST(LedgerChange, WhatMeansTheSameIsNone) {
  Office after = office();
  after.name_kana = "";
  after.phone = "０３(0000)0001";
  after.security_mail = "A@example.jp";
  after.address = "千代田１－１\u200B";
  EXPECT_FALSE(kinds(after).any());
  EXPECT_TRUE(moved_values(office(), after).empty());
}

TEST(LedgerChange, AFieldThatWasEmptyIsNone) {
  Office before = office();
  before.phone = "";
  EXPECT_FALSE(kinds_of_change(before, office()).any());
}

TEST(LedgerChange, ClosingIsOneOfItsOwn) {
  Office after = office();
  after.status = OfficeStatus::closed;
  EXPECT_TRUE(kinds(after).closed);
  EXPECT_FALSE(kinds(after).changed);
  EXPECT_TRUE(kinds_of_change(after, office()).changed);
}

using Holds = std::vector<LedgerHold>;

TEST(LedgerHold, NeedsShareAndNumber) {
  const HoldLimit limit{.percent = 5, .least = 10};
  const auto changed = [&](std::int64_t offices, std::int64_t affected) {
    return holds({.offices = offices, .affected = affected}, limit, limit);
  };
  EXPECT_EQ(changed(300, 15), Holds{});
  EXPECT_EQ(changed(300, 16), Holds{LedgerHold::changed});
  EXPECT_EQ(changed(9, 9), Holds{});
  EXPECT_EQ(changed(10, 10), Holds{LedgerHold::changed});
  EXPECT_EQ(holds({.offices = 300, .absent = 16}, limit, limit), Holds{LedgerHold::absent});
}

TEST(LedgerHold, RowsOutOfLineNeedNoShare) {
  const HoldLimit never{.percent = 100, .least = 1000};
  EXPECT_EQ(holds({.offices = 100'000, .affected = 3, .shifted = 3}, never, never),
            Holds{LedgerHold::shifted});
  EXPECT_EQ(holds({.offices = 100'000, .affected = 2, .shifted = 2}, never, never), Holds{});
}

}  // namespace
}  // namespace saihakko
