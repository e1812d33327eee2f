#include "core/files/cell_lines.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

using Lines = std::vector<std::string>;

TEST(CellLines, AreAsLongAsTheCellHolds) {
  EXPECT_EQ(cell_lines("", 10), Lines{""});
  EXPECT_EQ(cell_lines("0123456789", 10), Lines{"0123456789"});
  EXPECT_EQ(cell_lines("事業所の名前", 10), (Lines{"事業所の名", "前"}));
  EXPECT_EQ(cell_lines("ｱｲｳｴｵｶｷｸｹｺ", 10), Lines{"ｱｲｳｴｵｶｷｸｹｺ"});
  EXPECT_EQ(cell_lines("①②③④⑤⑥", 10), (Lines{"①②③④⑤", "⑥"}));
}

TEST(CellLines, EndWhereTheTextSaysSo) {
  EXPECT_EQ(cell_lines("一\n\n二", 10), (Lines{"一", "", "二"}));
}

TEST(CellLines, KeepWordsWholeAndClosingMarksWithWhatTheyClose) {
  EXPECT_EQ(cell_lines("申請 R1234567", 10), (Lines{"申請 ", "R1234567"}));
  EXPECT_EQ(cell_lines("事業所の名。前", 10), (Lines{"事業所の", "名。前"}));
  EXPECT_EQ(cell_lines("abcdefghijklmno", 10), (Lines{"abcdefghij", "klmno"}));
}

TEST(CellLines, CountWhatIsNotUtf8ByTheByte) {
  EXPECT_EQ(cell_lines(std::string(12, '\xff'), 10).size(), 2U);
}

}  // namespace
}  // namespace saihakko
