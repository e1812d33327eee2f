// What a PDF says beside its pages, as other programs read it.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

std::string two_letters() {
  std::vector<LetterContent> letters(2, sample_letter());
  letters[0].notice_number = "N260000111";
  letters[1].notice_number = "N260000129";
  return render(letters);
}

std::string cover_with_a_pull_sheet() {
  CoverContent cover = sample_cover();
  cover.pulls = {{"N260000111", "B13-20261120-01", "letters-0001.pdf", 3, "届かない"}};
  return render(cover);
}

std::string shown(const std::string& pdf, const std::string& path) {
  return ask_tool(pdf, "mutool show -g PDF " + path).output;
}

void expect_print_preferences(const std::string& pdf) {
  const std::string preferences = shown(pdf, "trailer/Root/ViewerPreferences");
  EXPECT_NE(preferences.find("/PrintScaling/None"), std::string::npos) << preferences;
  EXPECT_NE(preferences.find("/Duplex/Simplex"), std::string::npos) << preferences;
  const std::string checked = ask_tool(pdf, "qpdf --check PDF").output;
  EXPECT_NE(checked.find("PDF Version: 1.7\n"), std::string::npos) << checked;
}

TEST(PdfNavigation, ThePrintDialogueIsAskedForTrueSizeAndOneSide) {
  expect_print_preferences(two_letters());
  expect_print_preferences(cover_with_a_pull_sheet());
}

TEST(PdfNavigation, EachLetterHasABookmarkOfItsNumber) {
  const std::string outline = shown(two_letters(), "outline");
  const std::size_t first = outline.find("\"N260000111\"\t#page=1&");
  const std::size_t second = outline.find("\"N260000129\"\t#page=2&");
  EXPECT_NE(first, std::string::npos) << outline;
  EXPECT_NE(second, std::string::npos) << outline;
  EXPECT_LT(first, second);
}

TEST(PdfNavigation, EachLetterHasItsNumberForAPageLabel) {
  const std::string labels = without_space(shown(two_letters(), "trailer/Root/PageLabels/Nums"));
  EXPECT_NE(labels.find("[0<</P(N260000111)>>1<</P(N260000129)>>]"), std::string::npos) << labels;
}

TEST(PdfNavigation, AReaderParsesNothingLargeForEachPageAnew) {
  const std::string pdf = two_letters();
  EXPECT_NE(shown(pdf, "trailer/Root").find("/PageLabels "), std::string::npos);
  EXPECT_EQ(shown(pdf, "trailer/Root").find("/Nums"), std::string::npos);
  EXPECT_EQ(shown(pdf, "trailer/Root/Pages/Resources/Font/F0/DescendantFonts/1/CIDToGIDMap"), "/Identity\n");
}

TEST(PdfNavigation, TheSheetsOfACoverAreNamedAfterTheBatch) {
  const std::string outline = shown(cover_with_a_pull_sheet(), "outline");
  EXPECT_NE(outline.find("\"B13-20261122-01/1\"\t#page=1&"), std::string::npos) << outline;
  EXPECT_NE(outline.find("\"B13-20261122-01/2\"\t#page=2&"), std::string::npos) << outline;
}

TEST(PdfNavigation, ItSaysWhenAndByWhatItWasMade) {
  for (const std::string& pdf : {two_letters(), cover_with_a_pull_sheet()}) {
    const std::string info = ask_tool(pdf, "pdfinfo -rawdates PDF").output;
    EXPECT_NE(info.find("D:20261122090507+09'00'\n"), std::string::npos) << info;
    EXPECT_NE(info.find("Producer:        saihakko (libharu 2.3.0)\n"), std::string::npos) << info;
  }
}

TEST(PdfNavigation, TheLargestFileHasABookmarkForEachLetter) {
  std::vector<LetterContent> letters(kMaxPages, sample_letter());
  for (std::size_t i = 0; i < letters.size(); ++i)
    letters[i].notice_number = fmt::format("N{:09}", i);
  const std::string pdf = render(letters);
  const std::string outline = shown(pdf, "outline");
  EXPECT_NE(outline.find("\"N000000000\"\t#page=1&"), std::string::npos);
  EXPECT_NE(outline.find("\"N000001999\"\t#page=2000&"), std::string::npos);
  EXPECT_EQ(ask_tool(pdf, "qpdf --check PDF").status, 0);
}

}  // namespace
}  // namespace saihakko
