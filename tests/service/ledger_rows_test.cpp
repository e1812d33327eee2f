#include "core/service/ledger/ledger_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace saihakko {
namespace {

LedgerEntry entry(std::string name, std::string address, OfficeStatus status) {
  LedgerEntry of{.number = OfficeNumber::parse("1311111111").value()};
  of.name = std::move(name);
  of.address = std::move(address);
  of.status = status;
  return of;
}

MergedRows merged(const std::vector<LedgerEntry>& entries) {
  std::vector<LedgerRow> rows;
  for (const LedgerEntry& of : entries)
    rows.push_back({static_cast<std::int64_t>(rows.size()) + 2, of});
  return merge_ledger_rows(rows);
}

using enum OfficeStatus;

TEST(LedgerRows, TheMostOpenStatusCounts) {
  const auto status = [](const std::vector<OfficeStatus>& all) {
    std::vector<LedgerEntry> entries;
    for (const OfficeStatus of : all)
      entries.push_back(entry("甲", "港区", of));
    return merged(entries).entry.status;
  };
  EXPECT_EQ(status({closed, active, suspended}), active);
  EXPECT_EQ(status({closed, suspended}), suspended);
  EXPECT_EQ(status({closed, closed}), closed);
}

TEST(LedgerRows, NameAndAddressAreThePairOfMostOpenRows) {
  const auto taken = merged({entry("乙", "品川区", closed), entry("乙", "品川区", closed),
                             entry("乙", "品川区", closed), entry("甲", "港区", active),
                             entry("甲", "港区", suspended), entry("丙", "目黒区", active)});
  EXPECT_EQ(taken.entry.name, "甲");
  EXPECT_EQ(taken.entry.address, "港区");
  EXPECT_EQ(taken.others, (std::vector<std::int64_t>{2, 3, 4, 7}));
}

TEST(LedgerRows, TiesGoByCodePointAndNeverMixTwoRows) {
  const auto taken = merged({entry("b", "1", active), entry("a", "2", active)});
  EXPECT_EQ(taken.entry.name, "a");
  EXPECT_EQ(taken.entry.address, "2");
}

TEST(LedgerRows, ACompletePairWinsOverAnyNumberOfOthers) {
  const auto taken =
      merged({entry("甲", "", active), entry("甲", "", active), entry("甲", "港区", active)});
  EXPECT_EQ(taken.entry.address, "港区");
}

TEST(LedgerRows, ThePostcodeIsOneOfThatAddress) {
  LedgerEntry other = entry("乙", "品川区", active);
  other.postcode = "1400001";
  LedgerEntry own = entry("甲", "港区", active);
  own.postcode = "";
  EXPECT_EQ(merged({other, own, own}).entry.postcode, "");
  own.postcode = "1050001";
  EXPECT_EQ(merged({other, own, entry("甲", "港区", active)}).entry.postcode, "1050001");
}

TEST(LedgerRows, NoOrderOfRowsChangesAnything) {
  std::vector<LedgerEntry> entries;
  for (int i = 0; i < 6; ++i) {
    LedgerEntry of = entry(std::string(1, static_cast<char>('a' + i % 3)), std::to_string(i % 2),
                           i % 4 == 0 ? closed : active);
    of.phone = i % 3 == 0 ? "" : std::to_string(i);
    of.security_mail = std::to_string(i / 2);
    of.name_kana = std::to_string(5 - i);
    of.postcode = std::to_string(i % 4);
    of.issuers = std::vector<std::string>{std::to_string(11 + i % 3)};
    entries.push_back(std::move(of));
  }
  const auto wanted = packed(merged(entries).entry);
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  do {
    std::vector<LedgerEntry> permuted;
    for (const std::size_t at : order)
      permuted.push_back(entries[at]);
    EXPECT_EQ(packed(merged(permuted).entry), wanted);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(LedgerRows, PackedTheySayTheSame) {
  LedgerEntry of = entry("甲", "港区", suspended);
  of.phone = "";
  of.issuers = std::vector<std::string>{"13", "14"};
  const LedgerEntry read = unpacked(of.number, packed(of));
  EXPECT_EQ(packed(read), packed(of));
  EXPECT_EQ(read.phone, "");
  EXPECT_EQ(read.postcode, std::nullopt);
  EXPECT_EQ(read.status, suspended);
  EXPECT_EQ(read.issuers, of.issuers);
  of.issuers->clear();
  EXPECT_EQ(unpacked(of.number, packed(of)).issuers, std::vector<std::string>{});
}

}  // namespace
}  // namespace saihakko
