#include "core/service/mails/union_phone.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

TEST(UnionPhone, IsTheLineThatNamesATelephone) {
  EXPECT_EQ(phone_line({"〒100-0001 東京都千代田区千代田1-1", "介護保険課", "電話 03-1234-5678"}),
            "電話 03-1234-5678");
  EXPECT_EQ(phone_line({"ＴＥＬ：０３（１２３４）５６７８"}), "ＴＥＬ：０３（１２３４）５６７８");
  EXPECT_EQ(phone_line({"電話 0852−00−0000"}), "電話 0852−00−0000");
}

TEST(UnionPhone, IsNoFaxPostcodeOrHouseNumber) {
  EXPECT_EQ(phone_line({"〒010-0001 1-2-3", "FAX 03-1234-5678", "ファクス 03-1234-5678"}), "");
  EXPECT_EQ(phone_line({"介護保険課 内線 0123"}), "");
  EXPECT_EQ(phone_line({}), "");
}

}  // namespace
}  // namespace saihakko
