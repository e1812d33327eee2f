#include "core/files/csv_reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "core/files/csv_writer.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using std::string_literals::operator""s;
using Records = std::vector<std::string>;

/// `3:a|b` for a row, `3!` and the Japanese sentence for an error.
std::string shown(const std::variant<CsvRow, CsvError>& record) {
  if (const auto* error = std::get_if<CsvError>(&record)) {
    return fmt::format("{}!{}{}", error->line, to_japanese(error->fault),
                       error->detail.empty() ? "" : "/" + error->detail);
  }
  const CsvRow& row = std::get<CsvRow>(record);
  return fmt::format("{}:{}", row.line, fmt::join(row.fields, "|"));
}

std::string broken(std::int64_t line, CsvFault fault) {
  return shown(CsvError{line, line, fault, {}});
}

Records rest_of(CsvReader& reader) {
  Records records;
  while (const auto record = reader.next())
    records.push_back(shown(*record));
  return records;
}

class CsvReaderTest : public testing::Test {
 protected:
  Records records(std::string_view content) {
    CsvReader csv(scratch_.write("c.csv", content));
    EXPECT_FALSE(csv.header_error());
    return rest_of(csv);
  }

  CsvFault header_fault(std::string_view content) {
    CsvReader csv(scratch_.write("c.csv", content));
    EXPECT_FALSE(csv.next());
    return csv.header_error().value().fault;
  }

  ScratchDirectory scratch_;
};

TEST_F(CsvReaderTest, ReadsRowsByTheNumberOfTheirFirstLine) {
  EXPECT_EQ(records("a,b\n1,2\n3,4\n"), (Records{"2:1|2", "3:3|4"}));
  EXPECT_EQ(records("a,b\r\n1,2\r\n3,4"), (Records{"2:1|2", "3:3|4"}));
}

TEST_F(CsvReaderTest, EmptyFieldsAreFields) {
  EXPECT_EQ(records("a,b,c\n,,\n\"\",x,\n"), (Records{"3:|x|"}));
}

TEST_F(CsvReaderTest, QuotedFieldsHoldCommasQuotesAndLineBreaks) {
  EXPECT_EQ(records("a,b\r\n\"x,y\",\"say \"\"yes\"\"\"\r\n\"1\r\n2\n3\",z\r\n4,5\r\n"),
            (Records{"2:x,y|say \"yes\"", "3:1\r\n2\n3|z", "6:4|5"}));
}

TEST_F(CsvReaderTest, SpacesBelongToTheField) {
  EXPECT_EQ(records("a,b\n x ,　y\n"), (Records{"2: x |　y"}));
}

TEST_F(CsvReaderTest, BlankLinesArePassedOver) {
  EXPECT_EQ(records("\n\r\na,b\n\n1,2\n\r\n\n"), (Records{"5:1|2"}));
  EXPECT_EQ(records("a\n\"\"\n"), (Records{"2:"}));
}

TEST_F(CsvReaderTest, RowsOfCommasAloneArePassedOverAndCounted) {
  EXPECT_EQ(records(",,\na,b\n,\n1,2\n 　,\n,,,,\n"), (Records{"4:1|2"}));
  CsvReader csv(scratch_.write("c.csv", "a,b\n,\n1,2\n"));
  EXPECT_EQ(std::get<CsvRow>(csv.next().value()).row, 3);
}

TEST_F(CsvReaderTest, AHeaderMayHaveAsManyColumnsAsASpreadsheet) {
  std::string header = "0";
  for (int i = 1; i < 16'384; ++i)
    header += "," + std::to_string(i);
  CsvReader csv(scratch_.write("c.csv", header + "\n1,2\n"));
  EXPECT_EQ(csv.header_error(), std::nullopt);
  EXPECT_EQ(csv.column("16383"), 16'383U);
  CsvReader wider(scratch_.write("c.csv", header + ",16384\n1,2\n"));
  EXPECT_NE(wider.header_error(), std::nullopt);
}

TEST_F(CsvReaderTest, ColumnsAreFoundByTrimmedName) {
  CsvReader csv(scratch_.write("c.csv", "\xEF\xBB\xBF 事業所番号　,\"　 判定\",理由,\n"));
  EXPECT_EQ(csv.column("事業所番号"), 0U);
  EXPECT_EQ(csv.column("判定"), 1U);
  EXPECT_EQ(csv.column("理由"), 2U);
  EXPECT_EQ(csv.column("備考"), std::nullopt);
  EXPECT_EQ(csv.column(""), std::nullopt);
}

TEST_F(CsvReaderTest, ReadsExcelsCp932) {
  EXPECT_EQ(records("\x94\xD4\x8D\x86,\x96\xBC\r\n1,\x87\x40\x87\x8A\xFB\xFC\x81\x60\x81\x7C\r\n"),
            (Records{"2:1|①㈱髙～－"}));
}

TEST_F(CsvReaderTest, AHeaderMustBeThereAndNamesUnique) {
  EXPECT_EQ(header_fault(""), CsvFault::no_header);
  EXPECT_EQ(header_fault("\xEF\xBB\xBF\r\n\r\n"), CsvFault::no_header);
  EXPECT_EQ(header_fault("判定,理由, 判定\n1,2,3\n"), CsvFault::duplicate_column);
  EXPECT_EQ(header_fault("a\"b,c\n1,2\n"), CsvFault::stray_quote);
  EXPECT_EQ(header_fault("a,\"b\n1,2\n"), CsvFault::unterminated_quote);
  EXPECT_EQ(header_fault("a,b\0\n1,2\n"s), CsvFault::nul_byte);
}

TEST_F(CsvReaderTest, ColumnsWithoutNamesMayRepeat) {
  EXPECT_EQ(records("a,,\n1,,\n"), (Records{"2:1||"}));
}

TEST_F(CsvReaderTest, AWrongNumberOfFieldsIsReportedWithBothNumbers) {
  EXPECT_EQ(records("a,b\n1\n1,2,3\n\"4\n5\"\n6,7\n"),
            (Records{"2!項目の数が見出しと異なります/見出しは2項目、この行は1項目",
                     "3!項目の数が見出しと異なります/見出しは2項目、この行は3項目",
                     "4!項目の数が見出しと異なります/見出しは2項目、この行は1項目（5行目まで）",
                     "6:6|7"}));
}

TEST_F(CsvReaderTest, BlankFieldsBeyondTheLastColumnAreNotThere) {
  EXPECT_EQ(
      records("a,b\nx,y,,\nx,y,\u3000, \n,,,\nx,y,,z\n"),
      (Records{"2:x|y", "3:x|y", "5!項目の数が見出しと異なります/見出しは2項目、この行は4項目"}));
}

TEST_F(CsvReaderTest, BrokenQuotingCostsOneRow) {
  EXPECT_EQ(
      records("a,b\n1\"x,2\n\"1\"x,2\n5,6\n"),
      (Records{broken(2, CsvFault::stray_quote), broken(3, CsvFault::text_after_quote), "4:5|6"}));
}

TEST_F(CsvReaderTest, AForgottenClosingQuoteCostsOneRow) {
  EXPECT_EQ(records("a,b\n1,\"x\n3,4\n5,6\n"),
            (Records{broken(2, CsvFault::unterminated_quote), "3:3|4", "4:5|6"}));
  EXPECT_EQ(records("a,b\n1,\"x\n3,4\n5,\"y\"\n7,8\n"),
            (Records{broken(2, CsvFault::text_after_quote), "3:3|4", "4:5|y", "5:7|8"}));
}

TEST_F(CsvReaderTest, AQuoteOpenAtTheVeryEndCostsItsRow) {
  EXPECT_EQ(records("a,b\n1,2\n3,\""), (Records{"2:1|2", broken(3, CsvFault::unterminated_quote)}));
}

TEST_F(CsvReaderTest, AQuoteOpenBeyondTheLimitCostsOneRow) {
  std::string content = "a,b\n1,\"x\n";
  const std::string row(1023, 'y');
  for (int i = 0; i < 3000; ++i)
    content += row + ",\n";
  content += "\"last\",row\n";
  CsvReader csv(scratch_.write("c.csv", content));
  EXPECT_EQ(shown(*csv.next()), broken(2, CsvFault::unterminated_quote));
  EXPECT_EQ(shown(*csv.next()), "3:" + row + "|");
  Records rest = rest_of(csv);
  ASSERT_EQ(rest.size(), 3000U);
  EXPECT_EQ(rest.back(), "3003:last|row");
}

TEST_F(CsvReaderTest, ManyOpenQuotesDoNotReadTheFileManyTimes) {
  std::string content = "a,b\n";
  for (int i = 0; i < 20000; ++i)
    content += i % 2 == 0 ? "1,\"x\n" : "filler without an end,\n";
  const std::clock_t start = std::clock();  // of the processor: a busy machine makes no difference
  EXPECT_EQ(records(content).size(), 20000U);
  EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC);
}

TEST_F(CsvReaderTest, ABareCarriageReturnIsReported) {
  EXPECT_EQ(records("a,b\n1,x\ry\n3,4\n"), (Records{broken(2, CsvFault::stray_cr), "3:3|4"}));
}

TEST_F(CsvReaderTest, LinesThatAreNotTextAreReportedAndTheRestIsRead) {
  EXPECT_EQ(records("a,b\n1,\0\n3,4\n\xE3\x81,5\n6,あいう\n"s),
            (Records{broken(2, CsvFault::nul_byte), "3:3|4", broken(4, CsvFault::undecodable),
                     "5:6|あいう"}));
  EXPECT_EQ(records("a,b\n1," + std::string(kMaxLineBytes, 'x') + "\n3,4\n"),
            (Records{broken(2, CsvFault::line_too_long), "3:3|4"}));
}

TEST_F(CsvReaderTest, GoesOnWhereAnEarlierReadingStopped) {
  const std::string content = "a,b\n1,2\n\n\"3\n3\",4\n5\n6,7\n8,9\n";
  CsvReader whole(scratch_.write("c.csv", content));
  Records all = rest_of(whole);
  EXPECT_EQ(whole.next_line(), 9);
  for (std::size_t stop = 0; stop <= all.size(); ++stop) {
    CsvReader first(scratch_.path() / "c.csv");
    Records joined;
    for (std::size_t i = 0; i < stop; ++i)
      joined.push_back(shown(*first.next()));
    CsvReader second(scratch_.path() / "c.csv");
    second.skip_to_line(first.next_line());
    EXPECT_EQ(second.column("b"), 1U);
    for (const std::string& record : rest_of(second))
      joined.push_back(record);
    EXPECT_EQ(joined, all) << "stopped after " << stop;
  }
}

TEST_F(CsvReaderTest, RowsAreCountedAsASpreadsheetShowsThem) {
  const std::string content = "a,b\n1,\"x\ny\"\n\n3,4\n5\n6,7\n";
  for (const int stop : {0, 1, 2, 3}) {
    CsvReader first(scratch_.write("c.csv", content));
    std::vector<std::int64_t> rows;
    const auto take = [&rows](CsvReader& reader) {
      const auto record = reader.next();
      if (!record) return false;
      const auto* row = std::get_if<CsvRow>(&*record);
      rows.push_back(row != nullptr ? row->row : std::get<CsvError>(*record).row);
      return true;
    };
    for (int i = 0; i < stop; ++i)
      take(first);
    CsvReader second(scratch_.path() / "c.csv");
    second.skip_to_line(first.next_line());
    while (take(second)) {
    }
    EXPECT_EQ(rows, (std::vector<std::int64_t>{2, 4, 5, 6})) << stop;
  }
}

TEST_F(CsvReaderTest, ARowOfMoreFieldsThanAWorksheetHasColumnsIsNotHeld) {
  const std::string most(16'383, ',');
  EXPECT_EQ(header_fault(most + ",\n"), CsvFault::too_many_fields);
  EXPECT_EQ(records("a\n" + most + ",\n" + most + "\n1\n"),
            (Records{broken(2, CsvFault::too_many_fields), "4:1"}));
}

TEST_F(CsvReaderTest, SkippingNeverGoesBackIntoTheHeader) {
  CsvReader csv(scratch_.write("c.csv", "a,b\n1,2\n"));
  csv.skip_to_line(0);
  EXPECT_EQ(rest_of(csv), (Records{"2:1|2"}));
}

TEST(CsvWriter, QuotesWhatNeedsIt) {
  const std::vector<std::string> fields = {"a", "", "x,y", "say \"yes\"", "1\n2", " s", "㈱～"};
  EXPECT_EQ(csv_line(fields), "a,,\"x,y\",\"say \"\"yes\"\"\",\"1\n2\",\" s\",㈱～\r\n");
}

TEST_F(CsvReaderTest, ReadsBackWhatTheWriterWrote) {
  const std::vector<std::string> row = {"\"", ",", "\r\n", "\n", " ", "𠮷～", "", "a\"b,c"};
  std::vector<std::string_view> header;
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8"})
    header.emplace_back(name);
  CsvReader csv(scratch_.write("c.csv", std::string(kUtf8Bom) + csv_line(header) + csv_line(row)));
  EXPECT_EQ(std::get<CsvRow>(csv.next().value()).fields, row);
  EXPECT_FALSE(csv.next());
}

}  // namespace
}  // namespace saihakko
