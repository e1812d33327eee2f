#include "core/files/workbook.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

#include "core/files/zip_archive.hpp"

namespace saihakko {
namespace {

std::string member(const std::string& workbook, const std::string& name) {
  const ZipArchive archive(workbook);
  return archive.has(name) ? archive.content(name) : "no such member";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<SheetColumn> kColumns{{"番号", 12},
                                        {"判定", 8, CellUse::filled_in, "承認,不承認", 0, "選ぶ"},
                                        {"理由", 20, CellUse::filled_in, "='理由'!$A$2:$A$3"},
                                        {"備考", 20, CellUse::filled_in, "", 1000, "長い"}};

std::string small_workbook() {
  return write_workbook({{"一覧",
                          kColumns,
                          {{"0123456789", "", "", ""}, {"=1+1", "", "", ""}},
                          1,
                          2,
                          SheetUse::fill_in,
                          "甲 & 乙"},
                         {"理由", {{"理由", 20}}, {{"a"}, {"b"}}}});
}

TEST(Workbook, WritesEveryCellAsText) {
  const std::string workbook = small_workbook();
  const std::string sheet = member(workbook, "xl/worksheets/sheet1.xml");
  const std::string texts = member(workbook, "xl/sharedStrings.xml");
  EXPECT_TRUE(holds(texts, "<t>0123456789</t>")) << texts;
  EXPECT_TRUE(holds(texts, "<t>=1+1</t>")) << texts;
  EXPECT_FALSE(holds(sheet, "<f>")) << sheet;
  EXPECT_TRUE(holds(sheet, "numberStoredAsText=\"1\"")) << sheet;
}

TEST(Workbook, FreezesTheHeaderAndOffersTheChoices) {
  const std::string sheet = member(small_workbook(), "xl/worksheets/sheet1.xml");
  EXPECT_TRUE(holds(sheet, "<pane xSplit=\"1\" ySplit=\"1\"")) << sheet;
  EXPECT_TRUE(holds(sheet, "sqref=\"B2:B3\"><formula1>\"承認,不承認\"</formula1>")) << sheet;
  EXPECT_TRUE(holds(sheet, "sqref=\"C2:C3\"><formula1>'理由'!$A$2:$A$3</formula1>")) << sheet;
}

TEST(Workbook, TellsWhoTypesSomethingElseWhatIsAllowed) {
  const std::string sheet = member(small_workbook(), "xl/worksheets/sheet1.xml");
  EXPECT_TRUE(holds(sheet, "errorTitle=\"判定\" error=\"選ぶ\"")) << sheet;
  EXPECT_TRUE(holds(sheet, "type=\"textLength\" operator=\"lessThanOrEqual\"")) << sheet;
  EXPECT_TRUE(holds(sheet, "<formula1>1000</formula1>")) << sheet;
}

TEST(Workbook, ProtectsAllThatIsNotFilledInAndLetsRowsBeFiltered) {
  const std::string workbook = small_workbook();
  const std::string sheet = member(workbook, "xl/worksheets/sheet1.xml");
  EXPECT_TRUE(holds(sheet, "<sheetProtection sheet=\"1\"")) << sheet;
  EXPECT_TRUE(holds(sheet, "autoFilter=\"0\"")) << sheet;
  EXPECT_TRUE(holds(sheet, "<autoFilter ref=\"A1:D3\"/>")) << sheet;
  EXPECT_FALSE(holds(member(workbook, "xl/worksheets/sheet2.xml"), "<sheetProtection"));
  const std::string styles = member(workbook, "xl/styles.xml");
  EXPECT_TRUE(holds(styles, "<protection locked=\"0\"/>")) << styles;
  EXPECT_TRUE(holds(styles, "<name val=\"BIZ UDGothic\"/>")) << styles;
}

TEST(Workbook, HeadsEachPageWithItsHeadingAndNumber) {
  const std::string sheet = member(small_workbook(), "xl/worksheets/sheet1.xml");
  EXPECT_TRUE(holds(sheet, "甲 &amp;&amp; 乙</oddHeader>")) << sheet;
  EXPECT_TRUE(holds(sheet, "&amp;P / &amp;N ページ</oddFooter>")) << sheet;
  EXPECT_TRUE(holds(member(small_workbook(), "xl/workbook.xml"), "!$A$1:$B$3</definedName>"));
  EXPECT_TRUE(holds(sheet, "paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"")) << sheet;
}

std::string height_of_row(const std::string& sheet, int row) {
  const std::size_t at = sheet.find("<row r=\"" + std::to_string(row) + "\"");
  const std::size_t height = sheet.find(" ht=\"", at) + 5;
  return sheet.substr(height, sheet.find('"', height) - height);
}

TEST(Workbook, MakesARowAsTallAsItsTallestCellAndNeverTallerThanExcelAllows) {
  const std::string eighty_wide =
      "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十";
  std::string endless;
  for (int i = 0; i < 50; ++i)
    endless += "行\n";
  const Sheet screen{
      "一覧", {{"番号", 12}, {"所見", 40}}, {{"1", ""}, {"1", eighty_wide}, {"1", endless}}};
  const std::string sheet = member(write_workbook({screen}), "xl/worksheets/sheet1.xml");
  EXPECT_EQ(height_of_row(sheet, 2), "16.5");
  EXPECT_EQ(height_of_row(sheet, 3), "29");
  EXPECT_EQ(height_of_row(sheet, 4), "404");
}

TEST(Workbook, AColumnThatIsNotPrintedMakesNoRowTallerThanEightLines) {
  std::string endless;
  for (int i = 0; i < 50; ++i)
    endless += "行\n";
  const Sheet desk{"一覧",           {{"番号", 12}, {"電話確認", 40}}, {{"1", endless}}, 1, 1,
                   SheetUse::fill_in};
  EXPECT_EQ(height_of_row(member(write_workbook({desk}), "xl/worksheets/sheet1.xml"), 2), "104");
}

TEST(Workbook, OnPaperACellTooTallSaysThatItGoesOn) {
  std::string endless;
  for (int i = 0; i < 50; ++i)
    endless += "行" + std::to_string(i) + "\n";
  const std::vector<std::vector<std::string>> rows{{endless}};
  const Sheet paper{"印刷用", {{"所見", 40}}, rows, 0, 0, SheetUse::print};
  const std::string texts = member(write_workbook({paper}), "xl/sharedStrings.xml");
  EXPECT_TRUE(holds(texts, "行34\n…続きは画面で</t>")) << texts;
  EXPECT_FALSE(holds(texts, "行35")) << texts;
  const Sheet screen{"一覧", {{"所見", 40}}, rows};
  EXPECT_TRUE(holds(member(write_workbook({screen}), "xl/sharedStrings.xml"), "行49"));
}

TEST(Workbook, RefusesATextThatNoCellHolds) {
  EXPECT_THROW(write_workbook({{"一覧", {{"番号"}}, {{std::string(40'000, 'x')}}}}), WorkbookError);
}

TEST(Workbook, NeverHandsOutOneWhosePartsWereCutOffByAFullDisk) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 2000; ++i)
    rows.push_back({std::to_string(i)});
  const std::vector<Sheet> sheets{{"一覧", {{"番号"}}, rows}};
  EXPECT_NO_THROW(write_workbook(sheets));
  std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit before {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const struct rlimit small { 50'000, before.rlim_max };
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(write_workbook(sheets), WorkbookError);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
}

}  // namespace
}  // namespace saihakko
