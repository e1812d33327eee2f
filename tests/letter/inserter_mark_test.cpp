#include "core/letter/inserter_mark.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "core/letter/draw_inserter.hpp"
#include "core/letter/read_back.hpp"
#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

std::vector<LetterContent> marked_letters(InserterMarks marks) {
  std::vector<LetterContent> letters;
  for (const char* number : {"N260000007", "N260000374", "N260000742"}) {
    letters.push_back(sample_letter());
    letters.back().notice_number = number;
    letters.back().inserter = {marks, static_cast<std::int64_t>(letters.size())};
  }
  return letters;
}

/// What is read of the left margin of each page, cut out and skewed by a degree.
std::string read_matrices(const std::string& pdf, int dpi) {
  const auto pixels = [dpi](double mm) { return static_cast<int>(mm / 25.4 * dpi); };
  return ask_tool(pdf, fmt::format("pdftoppm -r {} -gray -x 0 -y {} -W {} -H {} PDF p && for f in "
                                   "p*.pgm; do convert $f -background white -rotate 1 $f.png && "
                                   "dmtxread -N1 -n $f.png; done",
                                   dpi, pixels(200), pixels(22), pixels(36)))
      .output;
}

/// The tops of the dark stretches on a vertical line, in millimetres from the page's upper edge.
std::vector<int> dark_places(const std::string& pdf, double x, double top, double bottom) {
  constexpr int kDotsPerMm = 10;
  const auto cut =
      ask_tool(pdf,
               fmt::format("pdftoppm -r 254 -mono -x {} -y {} -W 1 -H {} PDF p && convert "
                           "p*.pbm -compress none pbm:-",
                           static_cast<int>(x * kDotsPerMm), static_cast<int>(top * kDotsPerMm),
                           static_cast<int>((bottom - top) * kDotsPerMm)))
          .output;
  std::vector<int> tops;
  int row = 0;
  bool before = false;
  for (const char c : cut.substr(cut.find('\n', cut.find('\n') + 1))) {
    if (c != '0' && c != '1') continue;
    if (c == '1' && !before) tops.push_back(static_cast<int>(top + row / kDotsPerMm));
    before = c == '1';
    ++row;
  }
  return tops;
}

TEST(InserterCode, HoldsSequenceSheetsNumberLastPageAndCheckDigit) {
  EXPECT_EQ(inserter_code(1, "N260000007"), "00000101N26000000719");
  EXPECT_EQ(inserter_code(2000, "N2600003742"), "00200001N260000374217");
}

TEST(InserterCode, ItsWeighedSumIsAMultipleOfTen) {
  for (const std::int64_t sequence : {1, 19, 500, 1999, 999'999}) {
    const std::string code = inserter_code(sequence, "N260000374").value();
    int sum = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
      const char c = code[code.size() - 1 - i];
      sum += (c <= '9' ? c - '0' : c - 'A' + 10) * (i % 2 == 0 ? 1 : 3);
    }
    EXPECT_EQ(sum % 10, 0) << code;
  }
}

TEST(InserterCode, OnlyOfSixDigitsAndOfCapitalsAndDigits) {
  EXPECT_EQ(inserter_code(1'000'000, "N260000007"), std::nullopt);
  EXPECT_EQ(inserter_code(-1, "N260000007"), std::nullopt);
  EXPECT_EQ(inserter_code(1, "n260000007"), std::nullopt);
}

TEST(InserterLines, StartAndLastPageStandAndParityMakesTheirNumberEven) {
  EXPECT_EQ(inserter_lines(1), (std::vector<bool>{true, true, true, false, false, true}));
  EXPECT_EQ(inserter_lines(6), (std::vector<bool>{true, true, false, true, true, false}));
  EXPECT_EQ(inserter_lines(9), inserter_lines(1));
  for (std::int64_t sequence = 0; sequence < 8; ++sequence) {
    const auto lines = inserter_lines(sequence);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), true) % 2, 0) << sequence;
    EXPECT_EQ(lines.size(), kInserterTracks);
  }
}

TEST(InserterMarks, TheDataMatrixIsReadOfASkewedPage) {
  const std::string pdf = render(marked_letters(InserterMarks::data_matrix));
  const std::string expected = "00000101N26000000719\n00000201N26000037417\n00000301N26000074213\n";
  EXPECT_EQ(read_matrices(pdf, 150), expected);
  EXPECT_EQ(read_matrices(pdf, 300), expected);
  expect_no_tool_warns(pdf);
}

TEST(InserterMarks, TheLinesStandAtTheirPlaces) {
  const std::string pdf = render(marked_letters(InserterMarks::omr));
  const std::string first = ask_tool(pdf, "qpdf PDF --pages . 1 -- -").output;
  EXPECT_EQ(dark_places(first, 10, 226, 256), (std::vector<int>{230, 234, 238, 250}));
  const std::string third = ask_tool(pdf, "qpdf PDF --pages . 3 -- -").output;
  EXPECT_EQ(dark_places(third, 10, 226, 256), (std::vector<int>{230, 234, 238, 242}));
}

TEST(InserterMarks, ALetterWithoutThemHasNoneAndNoPageNumber) {
  const std::string plain = render(marked_letters(InserterMarks::none));
  EXPECT_EQ(dark_places(ask_tool(plain, "qpdf PDF --pages . 1 -- -").output, 10, 200, 296),
            std::vector<int>{});
  EXPECT_EQ(ask_tool(plain, "pdftotext PDF -").output.find("1/1"), std::string::npos);
  const std::string marked = render(marked_letters(InserterMarks::omr));
  EXPECT_NE(ask_tool(marked, "pdftotext PDF -").output.find("1/1"), std::string::npos);
}

TEST(InserterMarks, TheCoverNamesTheFirstAndTheLast) {
  CoverContent cover = sample_cover();
  const std::string_view words = "封入機の印";
  EXPECT_EQ(ask_tool(render(cover), "pdftotext -layout PDF -").output.find(words),
            std::string::npos);
  cover.first_mark = "00000101N26000000719";
  cover.last_mark = "00200001N26000074219";
  const std::string text = without_space(ask_tool(render(cover), "pdftotext -layout PDF -").output);
  EXPECT_NE(text.find("封入機の印00000101N26000000719から00200001N26000074219まで"),
            std::string::npos)
      << text;
}

std::string fault_of(std::string_view element) {
  const ScratchDirectory directory;
  const auto file = directory.write(
      "letter.toml",
      fmt::format("paper = \"A4\"\nrule_width = 0.2\n[[text]]\nbox = [20, 203, 170, 5]\nsize = 9\n"
                  "text = \"{{{{address}}}}\"\n[[customer_barcode]]\nat = [20, 44]\nsize = 8\n"
                  "[[password]]\nbox = [52, 150, 136, 35]\ncolumns = 8\ngap = 1\n"
                  "character_size = 22\nclass_size = 7\nreading_size = 8\n{}",
                  element));
  try {
    return inserter_fault(LetterTemplate::load(file)).value_or("none");
  } catch (const LetterError& e) {
    return e.what();
  }
}

TEST(InserterMarks, NothingElseMayMeetThem) {
  EXPECT_EQ(inserter_fault(default_template()), std::nullopt);
  const auto matrix = [](std::string_view box) {
    return fault_of(fmt::format("[[inserter_matrix]]\nbox = [{}]\nmodule = 0.5\n", box));
  };
  const auto lines = [](std::string_view box) {
    return fault_of(
        fmt::format("[[inserter_lines]]\nbox = [{}]\npitch = 4\nthickness = 0.5\n", box));
  };
  EXPECT_EQ(matrix("8, 200, 12, 12"), "none");
  EXPECT_NE(matrix("8.1, 200, 12, 12").find("3行目の文と重なります"), std::string::npos)
      << matrix("8.1, 200, 12, 12");
  EXPECT_NE(matrix("6.1, 40, 12, 12").find("カスタマバーコード"), std::string::npos);
  EXPECT_NE(lines("180, 140, 9, 21").find("仮パスワードと重なります"), std::string::npos);
  EXPECT_NE(lines("8, 230, 9, 20").find("6本の線が入りません"), std::string::npos);
}

}  // namespace
}  // namespace saihakko
