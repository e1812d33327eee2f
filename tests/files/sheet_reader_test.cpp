#include "core/files/sheet_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/files/csv_reader.hpp"
#include "core/files/workbook.hpp"
#include "tests/files/made_archive.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using Members = std::map<std::string, std::string>;
using Rows = std::vector<std::vector<std::string>>;

constexpr const char* kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr const char* kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string relationships(const std::string& inner) {
  return fmt::format(
      R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>)",
      inner);
}

std::string relationship(const char* id, const char* type, const char* target) {
  return fmt::format(R"(<Relationship Id="{}" Type="{}/{}" Target="{}"/>)", id, kOffice, type,
                     target);
}

/// A workbook of one sheet with these rows (XML), texts and styles.
Members book_of(const std::string& rows, const std::string& texts = "",
                const std::string& formats = "", const std::string& cell_styles = "",
                const std::string& properties = "") {
  return {
      {"_rels/.rels", relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"))},
      {"xl/workbook.xml",
       fmt::format(
           R"(<workbook xmlns="{}" xmlns:r="{}">{}<sheets><sheet name="一覧" sheetId="7" )"
           R"(r:id="rId3"/><sheet name="説明" sheetId="1" r:id="rId1"/></sheets></workbook>)",
           kMain, kOffice, properties)},
      {"xl/_rels/workbook.xml.rels",
       relationships(relationship("rId1", "worksheet", "worksheets/other.xml") +
                     relationship("rId3", "worksheet", "/xl/worksheets/first.xml") +
                     relationship("rId4", "sharedStrings", "sharedStrings.xml") +
                     relationship("rId5", "styles", "styles.xml"))},
      {"xl/worksheets/first.xml",
       fmt::format(R"(<worksheet xmlns="{}"><sheetData>{}</sheetData></worksheet>)", kMain, rows)},
      {"xl/worksheets/other.xml", "<worksheet/>"},
      {"xl/sharedStrings.xml", fmt::format(R"(<sst xmlns="{}">{}</sst>)", kMain, texts)},
      {"xl/styles.xml",
       fmt::format(R"(<styleSheet xmlns="{}"><numFmts>{}</numFmts><cellStyleXfs><xf numFmtId="3"/>)"
                   R"(</cellStyleXfs><cellXfs>{}</cellXfs></styleSheet>)",
                   kMain, formats, cell_styles.empty() ? R"(<xf numFmtId="0"/>)" : cell_styles)}};
}

class SheetReaderTest : public ::testing::Test {
 protected:
  std::filesystem::path put(const std::string& bytes) { return scratch_.write("book.xlsx", bytes); }

  std::vector<SheetRow> rows_of(const Members& members) {
    const auto file = put(made_archive(members));
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    std::vector<SheetRow> rows;
    try {
      SheetReader reader(descriptor);
      while (auto row = reader.next())
        rows.push_back(std::move(*row));
    } catch (...) {
      ::close(descriptor);
      throw;
    }
    ::close(descriptor);
    return rows;
  }

  Rows fields_of(const Members& members) {
    Rows fields;
    for (SheetRow& row : rows_of(members))
      fields.push_back(std::move(row.fields));
    return fields;
  }

  std::string refusal_of(const Members& members) {
    try {
      rows_of(members);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  ScratchDirectory scratch_;
};

TEST_F(SheetReaderTest, ReadsEachKindOfText) {
  const auto rows = fields_of(book_of(
      R"(<row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>介護</t></r><r><t>支援</t></r></is></c></row>)"
      R"(<row r="4"><c t="str"><f>A1&amp;"x"</f><v>答え_x000D_</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>)",
      R"(<si><t>ほか</t></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>)"));
  EXPECT_EQ(rows, (Rows{{"東京", "", "介護支援"}, {"答え\r", "TRUE", "#N/A"}}));
}

TEST_F(SheetReaderTest, ReadsThePartsOfAnotherNamespacePrefix) {
  Members members = book_of("");
  members["xl/worksheets/first.xml"] = fmt::format(
      R"(<x:worksheet xmlns:x="{}"><x:sheetData><x:row><x:c><x:v>12</x:v></x:c></x:row></x:sheetData></x:worksheet>)",
      kMain);
  EXPECT_EQ(fields_of(members), (Rows{{"12"}}));
}

TEST_F(SheetReaderTest, NeedsNeitherTextsNorStyles) {
  Members members = book_of(R"(<row><c><v>0.5</v></c><c><v>1310000010</v></c></row>)");
  members["xl/_rels/workbook.xml.rels"] =
      relationships(relationship("rId3", "worksheet", "worksheets/first.xml"));
  members.erase("xl/styles.xml");
  members.erase("xl/sharedStrings.xml");
  EXPECT_EQ(fields_of(members), (Rows{{"0.5", "1310000010"}}));
}

TEST_F(SheetReaderTest, ShowsNumbersAsAPersonSeesThem) {
  const std::string formats =
      R"(<numFmt numFmtId="170" formatCode="0000000000"/><numFmt numFmtId="171" formatCode="0_ "/>)"
      R"(<numFmt numFmtId="172" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>)"
      R"(<numFmt numFmtId="173" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>)"
      R"(<numFmt numFmtId="174" formatCode="000\-0000"/><numFmt numFmtId="175" formatCode="#,##0"/>)"
      R"(<numFmt numFmtId="176" formatCode="yyyy/m/d\ h:mm:ss.00"/>)";
  std::string styles;
  for (const int id : {0, 49, 170, 171, 14, 57, 172, 173, 22, 174, 175, 176, 1, 4})
    styles += fmt::format(R"(<xf numFmtId="{}"/>)", id);
  const auto cell = [](int style, const char* value) {
    return fmt::format(R"(<c s="{}"><v>{}</v></c>)", style, value);
  };
  const auto rows = rows_of(
      book_of("<row>" + cell(0, "412345678901") + cell(0, "1.23E+3") + cell(1, "1310000010") +
                  cell(2, "110000010") + cell(3, "13") + cell(4, "46355") + cell(5, "46355") +
                  cell(6, "46355.375") + cell(7, "46355") + cell(8, "46355.37847222222") +
                  cell(9, "1600023") + cell(10, "1600023") + cell(11, "46355.3784837963") +
                  cell(12, "5.0") + cell(13, "1.5") + cell(0, "0.1") + "</row>",
              "", formats, styles));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].fields,
            (std::vector<std::string>{"412345678901", "1230", "1310000010", "0110000010", "13",
                                      "2026/11/29", "2026/11/29", "2026/11/29 9:00", "2026/11/29",
                                      "2026/11/29 9:05", "1600023", "1600023", "2026/11/29 9:05:01",
                                      "5", "1.5", "0.1"}));
  EXPECT_EQ(rows[0].unread, (std::vector<std::size_t>{10, 11, 14}));
}

TEST_F(SheetReaderTest, CountsDaysFrom1900OrFrom1904) {
  const std::string styles = R"(<xf numFmtId="14"/>)";
  const std::string rows =
      R"(<row><c s="0"><v>59</v></c><c s="0"><v>61</v></c><c s="0"><v>0.375</v></c></row>)";
  EXPECT_EQ(fields_of(book_of(rows, "", "", styles)), (Rows{{"1900/02/28", "1900/03/01", "9:00"}}));
  for (const char* word : {"1", "true"}) {
    const std::string properties = fmt::format(R"(<workbookPr date1904="{}"/>)", word);
    EXPECT_EQ(
        fields_of(book_of(R"(<row><c s="0"><v>44893</v></c></row>)", "", "", styles, properties)),
        (Rows{{"2026/11/29"}}));
  }
}

TEST_F(SheetReaderTest, RefusesWhatIsNoWorkbookOrBroken) {
  EXPECT_EQ(refusal_of({{"word/document.xml", "<a/>"}}), "xlsx のブックではありません");
  EXPECT_EQ(refusal_of(book_of("<row><c></row>")), "XML の形が壊れています");
  EXPECT_EQ(refusal_of(book_of(R"(<row><c t="s"><v>0</v></c></row>)")),
            "セルの文字がブックの中にありません");
  EXPECT_EQ(refusal_of(book_of(R"(<row><c s="1"><v>0</v></c></row>)")), "セルの書式がありません");
  EXPECT_EQ(refusal_of(book_of(R"(<row r="2"/><row r="2"/>)")), "行の番号が読めません");
  EXPECT_EQ(refusal_of(book_of(R"(<row><c r="B1"/><c r="A1"/></row>)")), "セルの番地が読めません");
  EXPECT_EQ(
      refusal_of(book_of("<row><c t=\"inlineStr\"><is><t>a</t></is><is><t>b</t></is></c></row>")),
      "ひとつのセルに値がいくつもあります");
  Members cut = book_of("");
  cut.erase("xl/worksheets/first.xml");
  EXPECT_NE(refusal_of(cut), "");
}

TEST_F(SheetReaderTest, RefusesEntitiesDepthAndNamesWithoutEnd) {
  Members members = book_of("");
  members["xl/worksheets/first.xml"] =
      R"(<!DOCTYPE worksheet [<!ENTITY e "text">]><worksheet><sheetData><row><c t="str"><v>&e;</v></c></row></sheetData></worksheet>)";
  EXPECT_EQ(refusal_of(members), "XML に DOCTYPE があります");
  std::string deep;
  for (int i = 0; i < 70; ++i)
    deep += "<r>";
  EXPECT_EQ(refusal_of(book_of(deep)), "XML の入れ子が深すぎます");
  std::string names;
  for (int i = 0; i < 6000; ++i)
    names += fmt::format("<n{}/>", i);
  EXPECT_EQ(refusal_of(book_of(names)), "XML の名前の種類が多すぎます");
  EXPECT_EQ(
      refusal_of(book_of("<row><c t=\"str\"><v>" + std::string(3 << 20, 'x') + "</v></c></row>")),
      "開くと大きくなりすぎます。CSV UTF-8 で保存したものを置いてください");
  std::string noise;
  for (unsigned i = 0, state = 1; i < 3 << 20; ++i) {
    state = state * 1103515245 + 12345;
    noise += static_cast<char>('a' + (state >> 16) % 26);
  }
  EXPECT_EQ(refusal_of(book_of("<row><c t=\"str\"><v>" + noise + "</v></c></row>")),
            "長すぎる行があります");
  EXPECT_EQ(refusal_of(book_of("<row><c t=\"" + noise + "\"/></row>")),
            "XML のひとつの要素が長すぎます");
}

TEST_F(SheetReaderTest, IsReadAsTheCsvOfItsRows) {
  const auto file =
      put(write_workbook({{"一覧",
                           {{"番号", 12}, {"判定", 8}, {"", 8}},
                           {{"0123456789", "承認", ""}, {"", "", ""}, {"0223456789", "", "覚え"}},
                           0}}));
  CsvReader reader(file);
  ASSERT_FALSE(reader.header_error());
  EXPECT_EQ(reader.columns().at(0), "番号");
  const auto first = reader.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(std::get<CsvRow>(*first).row, 2);
  EXPECT_EQ(std::get<CsvRow>(*first).fields.at(1), "承認");
  EXPECT_EQ(reader.next_line(), 3);
  const auto second = reader.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(std::get<CsvRow>(*second).row, 4);
  EXPECT_EQ(std::get<CsvRow>(*second).fields.size(), reader.columns().size());
  EXPECT_FALSE(reader.next());

  CsvReader again(file);
  again.skip_to_line(3);
  EXPECT_EQ(std::get<CsvRow>(*again.next()).row, 4);
}

TEST_F(SheetReaderTest, NamesAHiddenValueInAColumnThatMatters) {
  const auto file = put(
      made_archive(book_of(R"(<row><c t="str"><v>電話番号</v></c><c t="str"><v>定員</v></c></row>)"
                           R"(<row><c><v>312345678</v></c><c s="1"><v>1200</v></c></row>)"
                           R"(<row><c s="1"><v>312345678</v></c><c><v>5</v></c></row>)",
                           "", "", R"(<xf numFmtId="0"/><xf numFmtId="3"/>)")));
  constexpr const char* kNeeded[] = {"電話番号", "住所"};
  CsvReader reader(file);
  reader.need(kNeeded);
  EXPECT_TRUE(std::holds_alternative<CsvRow>(*reader.next()));
  const auto refused = reader.next();
  const auto* error = std::get_if<CsvError>(&*refused);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->fault, CsvFault::hidden_value);
  EXPECT_EQ(error->row, 3);
  EXPECT_EQ(error->detail, "列「電話番号」");
}

TEST_F(SheetReaderTest, EndsWithAnErrorWhereTheFileChangesWhileItIsRead) {
  std::string rows;
  for (unsigned i = 0, state = 1; i < 40'000; ++i) {
    state = state * 1103515245 + 12345;
    rows += fmt::format(R"(<row><c t="str"><v>{}</v></c></row>)", state);
  }
  const std::string whole = made_archive(book_of(rows));
  CsvReader reader(put(whole));
  ASSERT_FALSE(reader.header_error());
  std::fstream(scratch_.path() / "book.xlsx", std::ios::in | std::ios::out)
      << std::string(whole.size(), '\0');
  std::optional<CsvFault> fault;
  while (const auto item = reader.next()) {
    ASSERT_FALSE(fault);
    if (const auto* error = std::get_if<CsvError>(&*item)) fault = error->fault;
  }
  EXPECT_EQ(fault, CsvFault::broken_workbook);
}

TEST_F(SheetReaderTest, TellsOldAndProtectedWorkbooksByTheirFirstBytes) {
  CsvReader reader(put("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and what follows"));
  ASSERT_TRUE(reader.header_error());
  EXPECT_EQ(reader.header_error()->fault, CsvFault::old_workbook);
  EXPECT_FALSE(reader.next());
  CsvReader cut(put(made_archive(book_of("")).substr(0, 300)));
  ASSERT_TRUE(cut.header_error());
  EXPECT_EQ(cut.header_error()->fault, CsvFault::broken_workbook);
}

}  // namespace
}  // namespace saihakko
