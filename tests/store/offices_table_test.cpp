#include "core/store/tables/offices_table.hpp"

#include <gtest/gtest.h>

#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

TEST(OfficesTable, GivesBackWhatTheLedgerSaid) {
  Store store;
  Office office = sample_office("01B2500036");
  office.name = "𠮷野介護医療院";
  office.name_kana = "ヨシノ";
  office.phone = "011-000-0000";
  office.status = OfficeStatus::suspended;
  office.version = 4;
  put_office(store.database, office, 7, kNow);
  const LedgerOffice stored = find_ledger_office(store.database, office.number).value();
  EXPECT_EQ(stored.ledger_id, 7);
  EXPECT_EQ(stored.office.number, office.number);
  EXPECT_EQ(stored.office.name, office.name);
  EXPECT_EQ(stored.office.name_kana, office.name_kana);
  EXPECT_EQ(stored.office.postcode, office.postcode);
  EXPECT_EQ(stored.office.address, office.address);
  EXPECT_EQ(stored.office.phone, office.phone);
  EXPECT_EQ(stored.office.security_mail, office.security_mail);
  EXPECT_EQ(stored.office.status, OfficeStatus::suspended);
  EXPECT_EQ(stored.office.version, 4);
  EXPECT_FALSE(find_office(store.database, office_number("1311111111")).has_value());
}

TEST(OfficesTable, FindsTheLongestTextsOfAPrefecture) {
  Store store;
  const auto put = [&store](const char* number, const char* name, const char* address) {
    Office office = sample_office(number);
    office.name = name;
    office.address = address;
    put_office(store.database, office, 1, kNow);
  };
  put("1311111111", "医院", "千代田区一丁目");
  put("1322222222", "緑町クリニック", "千代田区");
  put("1333333333", "緑町", "千代田区");
  put("1411111111", "とてもとても長い名前の医院", "とてもとても長い所番地のある住所");
  std::vector<std::string> found;
  for (const Office& office : longest_offices(store.database, "13", 1)) {
    found.push_back(office.number.text());
  }
  EXPECT_EQ(found, (std::vector<std::string>{"1322222222", "1311111111"}));
  EXPECT_TRUE(longest_offices(store.database, "01", 5).empty());
}

TEST(OfficesTable, AnOfficeHoldsOneIdOfEachUnion) {
  Store store;
  const Account first = store.add_office();
  const OfficeNumber number = office_number("1311111111");
  const Account again = add_account(store.database, number, "13", "XX131311111111", kNow);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.user_id, "KJ131311111111");
  add_account(store.database, number, "01", "KJ011311111111", kNow);
  const auto accounts = accounts_of(store.database, number);
  ASSERT_EQ(accounts.size(), 2U);
  EXPECT_EQ(accounts[0].prefecture, "01");
  EXPECT_EQ(accounts[1].prefecture, "13");
}

}  // namespace
}  // namespace saihakko
