#include "core/service/intake/read_decision.hpp"

#include <gtest/gtest.h>

#include "core/files/durable_file.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

using Texts = std::vector<std::string>;

DecisionFields fields() {
  return {.receipt = "R000000011",
          .verdict = "不承認",
          .reason = "本人確認不可 [identity_not_confirmed]",
          .note = "電話で確認",
          .reviewer = "審査 花子",
          .version = "２"};
}

Texts errors(const DecisionFields& given) {
  Texts columns;
  const auto read = read_decision(given, 1000);
  if (const auto* found = std::get_if<ItemErrors>(&read)) {
    for (const ItemError& error : *found)
      columns.push_back(error.field);
  }
  return columns;
}

TEST(ReadDecision, TakesALineOfAWorksheet) {
  const auto line = std::get<DecisionLine>(read_decision(fields(), 1000));
  EXPECT_EQ(line.receipt_number, "R000000011");
  EXPECT_EQ(line.decision.verdict, Verdict::reject);
  EXPECT_EQ(line.decision.reason_code, "identity_not_confirmed");
  EXPECT_EQ(line.decision.note, "電話で確認");
  EXPECT_EQ(line.decision.reviewer, "審査 花子");
  EXPECT_EQ(line.decision.acting_uid, 1000);
  EXPECT_EQ(line.version, 2);
}

TEST(ReadDecision, AnApprovalCarriesNoReason) {
  DecisionFields given = fields();
  given.verdict = "承認";
  EXPECT_EQ(std::get<DecisionLine>(read_decision(given, 1000)).decision.reason_code, "");
}

TEST(ReadDecision, NamesAllThatIsWrongInTheOrderOfTheColumns) {
  EXPECT_EQ(errors({.receipt = "R000000012",
                    .verdict = "許可",
                    .reason = "a\x02",
                    .note = std::string(1001, 'x'),
                    .reviewer = "\x01",
                    .version = "0"}),
            (Texts{"受付番号", "判定", "理由", "備考", "審査者", "更新番号"}));
}

TEST(ReadDecision, FindsTheReceiptsThatAFileDecidesInTwoWays) {
  const House house;
  const auto file = house.directory.path() / "decisions.csv";
  const auto receipt = [](std::int64_t serial) { return serial_number(kReceiptLetter, serial); };
  std::string rows = "受付番号,判定,理由\n";
  rows += receipt(1) + ",承認,\n";
  rows += receipt(1) + ",,\n";      // undecided
  rows += receipt(1) + ",許可,\n";  // cannot be read
  rows += receipt(2) + ",保留,waiting_for_phone_check\n";
  rows += receipt(2) + ",保留,電話確認待ち [waiting_for_phone_check]\n";
  rows += receipt(3) + ",承認,\n";
  rows += receipt(3) + ",不承認,identity_not_confirmed\n";
  write_new_file(file, rows, 0640);
  EXPECT_EQ(contradicted_receipts(file, house.reasons), std::set<std::string>{receipt(3)});
}

}  // namespace
}  // namespace saihakko
