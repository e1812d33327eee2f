#include "core/domain/prefecture_choice.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

using Codes = std::vector<std::string>;

Codes choice(CodePurpose purpose, const Codes& ids) {
  std::vector<Account> accounts;
  for (const std::string& prefecture : ids)
    accounts.push_back({0, prefecture, ""});
  return prefecture_choice(purpose, OfficeNumber::parse("1311111111").value(), accounts);
}

TEST(PrefectureChoice, IsNotAskedOfAnOfficeWithoutAnIdOfAnotherUnion) {
  for (const CodePurpose purpose : {CodePurpose::reset, CodePurpose::application}) {
    EXPECT_EQ(choice(purpose, {}), Codes{});
    EXPECT_EQ(choice(purpose, {"13"}), Codes{});
  }
}

TEST(PrefectureChoice, AResetChoosesAmongTheIdsThatThereAre) {
  EXPECT_EQ(choice(CodePurpose::reset, {"27", "13"}), (Codes{"13", "27"}));
  EXPECT_EQ(choice(CodePurpose::reset, {"27"}), Codes{"27"});
}

TEST(PrefectureChoice, AnApplicationMayAlsoAskForAFirstIdOfTheOwnUnion) {
  EXPECT_EQ(choice(CodePurpose::application, {"27"}), (Codes{"13", "27"}));
}

}  // namespace
}  // namespace saihakko
