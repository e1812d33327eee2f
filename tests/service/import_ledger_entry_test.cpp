#include "core/service/ledger/import_ledger_entry.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/store/tables/office_history_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

using enum LedgerChange;

class ImportLedgerEntry : public ::testing::Test {
 protected:
  static LedgerEntry row(std::string name, std::optional<std::string> address) {
    LedgerEntry entry{.number = office_number("1311111111")};
    entry.name = std::move(name);
    entry.address = std::move(address);
    return entry;
  }

  LedgerChange import(const LedgerEntry& entry, std::int64_t ledger) {
    return import_ledger_entry(store_.database, Actor::job("import-ledger"), entry,
                               {ledger, 1, "KJ"}, kNow)
        .change;
  }

  Office office() { return find_office(store_.database, office_number("1311111111")).value(); }

  std::vector<std::string> user_ids() {
    std::vector<std::string> ids;
    for (const Account& account : accounts_of(store_.database, office_number("1311111111"))) {
      ids.push_back(account.user_id);
    }
    return ids;
  }

  Store store_;
};

using Ids = std::vector<std::string>;

TEST_F(ImportLedgerEntry, ANewOfficeIsAddedWithTheIdOfItsOwnPrefecture) {
  EXPECT_EQ(import(row("請求事業所A", "千葉市"), 1), added);
  EXPECT_EQ(office().name, "請求事業所A");
  EXPECT_EQ(office().address, "千葉市");
  EXPECT_EQ(office().status, OfficeStatus::active);
  EXPECT_EQ(office().version, 1);
  EXPECT_EQ(user_ids(), Ids{"KJ131311111111"});
}

TEST_F(ImportLedgerEntry, IssuersGiveTheIdsAndNoneGivesNone) {
  LedgerEntry entry = row("請求事業所A", "千葉市");
  entry.issuers = Ids{};
  import(entry, 1);
  EXPECT_EQ(user_ids(), Ids{});
  entry.issuers = Ids{"14", "13"};
  EXPECT_EQ(import(entry, 2), changed);
  EXPECT_EQ(office().version, 2);  // so that the findings are made anew
  EXPECT_EQ(user_ids(), (Ids{"KJ131311111111", "KJ141311111111"}));
  entry.issuers = Ids{};
  import(entry, 3);
  EXPECT_EQ(user_ids().size(), 2U);  // an ID that was issued is not taken back by a ledger
}

TEST_F(ImportLedgerEntry, AnAbsentColumnGivesAKnownOfficeNoNewId) {
  LedgerEntry entry = row("請求事業所A", "千葉市");
  entry.issuers = Ids{};
  import(entry, 1);
  entry.issuers.reset();
  import(entry, 2);
  EXPECT_EQ(user_ids(), Ids{});
}

TEST_F(ImportLedgerEntry, AnAbsentColumnLeavesItsFieldAndAnEmptyCellClearsIt) {
  LedgerEntry entry = row("請求事業所A", "千葉市");
  entry.phone = "043-000-0000";
  entry.security_mail = "jimusho@example.jp";
  entry.status = OfficeStatus::suspended;
  import(entry, 1);
  EXPECT_EQ(import(row("請求事業所A", std::nullopt), 2), unchanged);
  EXPECT_EQ(office().address, "千葉市");
  EXPECT_EQ(office().phone, "043-000-0000");
  EXPECT_EQ(office().status, OfficeStatus::suspended);
  LedgerEntry cleared = row("請求事業所A", std::nullopt);
  cleared.security_mail = "";
  EXPECT_EQ(import(cleared, 3), changed);
  EXPECT_EQ(office().security_mail, "");
  EXPECT_EQ(office().phone, "043-000-0000");
}

TEST_F(ImportLedgerEntry, AChangeCountsTheVersionUpAndIsAudited) {
  import(row("請求事業所A", "千葉市"), 1);
  EXPECT_EQ(import(row("請求事業所A", "横浜市"), 2), changed);
  EXPECT_EQ(office().version, 2);
  const auto audit = audit_rows_of(store_.database, "1311111111", 10);
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].event, "office_changed");
  EXPECT_EQ(audit[0].detail, "active address");
}

TEST_F(ImportLedgerEntry, TheSameAgainChangesNothing) {
  import(row("請求事業所A", "千葉市"), 1);
  EXPECT_EQ(import(row("請求事業所A", "千葉市"), 2), unchanged);
  EXPECT_EQ(office().version, 1);
  EXPECT_EQ(find_ledger_office(store_.database, office().number)->ledger_id, 1);
}

TEST_F(ImportLedgerEntry, WhatItWasBeforeIsItsHistory) {
  import(row("請求事業所A", "千葉市"), 1);
  EXPECT_TRUE(changes_of_office(store_.database, office().number, 10).empty());
  import(row("請求事業所B", "横浜市"), 2);
  const auto history = changes_of_office(store_.database, office().number, 10);
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].import_id, 2);
  EXPECT_EQ(history[0].fields, "name,address");
  EXPECT_EQ(history[0].before.name, "請求事業所A");
  EXPECT_EQ(history[0].before.address, "千葉市");
}

TEST_F(ImportLedgerEntry, AnIdThatIsListedNoLongerIsMarkedAndComesBack) {
  LedgerEntry entry = row("請求事業所A", "千葉市");
  entry.issuers = Ids{"13", "14"};
  import(entry, 1);
  entry.issuers = Ids{"13"};
  EXPECT_EQ(import(entry, 2), changed);
  EXPECT_EQ(import(entry, 3), unchanged);
  auto accounts = accounts_of(store_.database, office().number);
  EXPECT_TRUE(accounts[0].listed);
  EXPECT_FALSE(accounts[1].listed);
  entry.issuers = Ids{"13", "14"};
  EXPECT_EQ(import(entry, 4), changed);
  EXPECT_TRUE(accounts_of(store_.database, office().number)[1].listed);
}

}  // namespace
}  // namespace saihakko
