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
                                        {"判定", 8, CellUse::filled_in, "承認,不承認"},
                                        {"理由", 20, CellUse::filled_in, "='理由'!$A$2:$A$3"}};

std::string small_workbook() {
  return write_workbook({{"一覧", kColumns, {{"0123456789", "", ""}, {"=1+1", "", ""}}, 1},
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
