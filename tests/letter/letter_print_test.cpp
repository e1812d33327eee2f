// What other programs make of the PDF, and what is seen on the page.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <sstream>

#include "core/domain/customer_barcode.hpp"
#include "core/domain/serial_number.hpp"
#include "core/letter/bar_code.hpp"
#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

struct Word {
  double x_min, y_min, x_max, y_max;
  std::string text;
};

std::vector<Word> words_of(const std::string& pdf) {
  std::istringstream html(ask_tool(pdf, "pdftotext -bbox PDF -").output);
  std::vector<Word> words;
  for (std::string line; std::getline(html, line);) {
    Word word{};
    if (std::sscanf(line.c_str(), R"( <word xMin="%lf" yMin="%lf" xMax="%lf" yMax="%lf">)",
                    &word.x_min, &word.y_min, &word.x_max, &word.y_max) != 4) {
      continue;
    }
    const std::size_t begin = line.find('>') + 1;
    word.text = line.substr(begin, line.rfind("</word>") - begin);
    words.push_back(std::move(word));
  }
  return words;
}

double mm(double points) {
  return points * 25.4 / 72;
}

bool inside(const Word& word, const MmBox& box) {
  constexpr double kTolerance = 0.2;
  return mm(word.x_min) >= box.x - kTolerance && mm(word.y_min) >= box.y - kTolerance &&
         mm(word.x_max) <= box.x + box.width + kTolerance &&
         mm(word.y_max) <= box.y + box.height + kTolerance;
}

/// A letter with everything as long as it can be.
LetterContent fullest_letter() {
  LetterContent letter = longest_letter();
  letter.temporary_password = "WWWWWWWWWWWWWWWW";
  letter.contact = {"神奈川県国民健康保険団体連合会",
                    "介護福祉部　介護保険課　電子請求受付担当",
                    "〒220-0003　神奈川県横浜市西区楠町27番地1",
                    "電話 045-000-0000（代表）",
                    "平日 9時00分から17時00分まで",
                    "https://www.example.jp/kaigo/"};
  return letter;
}

TEST(PrintedLetter, NothingOverlapsEvenOnTheFullestLetter) {
  for (const LetterContent& letter : {sample_letter(), fullest_letter()}) {
    const auto words = words_of(render(letter));
    ASSERT_GT(words.size(), 30U);
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::size_t k = i + 1; k < words.size(); ++k) {
        const Word& a = words[i];
        const Word& b = words[k];
        const double wide = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
        const double high = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
        EXPECT_FALSE(wide > 0.3 && high > 0.3) << a.text << " / " << b.text;
      }
    }
  }
}

TEST(PrintedLetter, EveryWordOfTheFullestLetterStaysInABoxOfTheTemplate) {
  std::vector<MmBox> boxes;
  for (const TextElement& element : default_template().texts())
    boxes.push_back(element.box);
  boxes.push_back(default_template().passwords()[0].box);
  for (const Word& word : words_of(render(fullest_letter()))) {
    EXPECT_TRUE(std::any_of(boxes.begin(), boxes.end(),
                            [&word](const MmBox& box) { return inside(word, box); }))
        << word.text << " at " << mm(word.x_min) << ", " << mm(word.y_min) << " to "
        << mm(word.x_max) << ", " << mm(word.y_max);
  }
}

TEST(PrintedLetter, NoToolWarns) {
  const std::vector<LetterContent> letters = {sample_letter(), fullest_letter()};
  expect_no_tool_warns(render(letters));
}

TEST(PrintedLetter, MutoolReadsTheSameText) {
  LetterContent letter = sample_letter();
  letter.office_name = "⼾田㈱クリニック";
  const std::string text =
      without_space(ask_tool(render(letter), "mutool draw -q -F txt PDF").output);
  EXPECT_NE(text.find("⼾田㈱クリニック殿"), std::string::npos) << text;
  EXPECT_NE(text.find("KJ131311111111"), std::string::npos);
}

// What lies beyond U+FFFF or has a selector may not survive it (pdf_document.cpp).
TEST(PrintedLetter, ReadsTheSameWhenAPrinterDriverHasDistilledItAgain) {
  LetterContent letter = longest_letter();
  letter.office_name = "㈱髙﨑ケアセンター⼾⻄⻆Ⅱ　渡邊　千葉";
  const std::string pdf = render(std::vector<LetterContent>{sample_letter(), letter});
  const std::string before = ask_tool(pdf, "pdftotext -raw PDF -").output;
  ASSERT_NE(before.find("㈱髙﨑ケアセンター⼾⻄⻆Ⅱ"), std::string::npos) << before;
  const CommandResult again = ask_tool(pdf,
                                       "gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite "
                                       "-sOutputFile=again.pdf PDF && pdftotext -raw again.pdf -");
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(again.output, before);
}

TEST(PrintedLetter, EveryFontIsAnEmbeddedSubsetWithAToUnicodeMap) {
  LetterContent letter = sample_letter();
  letter.office_name = "⼾芪⁻";
  std::istringstream lines(ask_tool(render(letter), "pdffonts PDF").output);
  std::string line;
  int fonts = 0;
  while (std::getline(lines, line)) {
    if (line.find("CID TrueType") == std::string::npos) continue;
    ++fonts;
    EXPECT_NE(line.find("yes yes yes"), std::string::npos) << line;
  }
  EXPECT_EQ(fonts, 5);
}

TEST(PrintedLetter, IsBlackOnWhiteAndNothingElse) {
  const std::string image =
      ask_tool(render(sample_letter()), "pdftoppm -r 100 -aa no -aaVector no PDF p && cat p*.ppm")
          .output;
  ASSERT_EQ(image.substr(0, 3), "P6\n");
  const std::string pixels = image.substr(image.find("\n255\n") + 5);
  ASSERT_GT(pixels.size(), 2000000U);
  const auto black = std::count(pixels.begin(), pixels.end(), '\0');
  const auto white = std::count(pixels.begin(), pixels.end(), '\xFF');
  EXPECT_EQ(static_cast<std::size_t>(black + white), pixels.size());
  EXPECT_GT(black, 30000);
}

TEST(PrintedLetter, TwoProgramsSeeTheSamePage) {
  const CommandResult ink = ask_tool(
      render(sample_letter()),
      "gs -q -dNOPAUSE -dBATCH -r60 -dTextAlphaBits=4 -dGraphicsAlphaBits=4 -sDEVICE=pgmraw "
      "-sOutputFile=g.pgm PDF && "
      "pdftoppm -r 60 -gray PDF p && "
      "for f in g.pgm p*.pgm; do tail -c +16 $f | od -An -v -tu1 | "
      "awk '{ for (i = 1; i <= NF; ++i) s += 255 - $i } END { printf \"%d \", s / 255 }'; done");
  std::istringstream figures(ink.output);
  double ghostscript = 0;
  double poppler = 0;
  figures >> ghostscript >> poppler;
  EXPECT_GT(ghostscript, 5000);
  EXPECT_NEAR(ghostscript / poppler, 1, 0.25) << ink.output;
}

TEST(PrintedLetter, BothCode128AreReadAt150Dpi) {
  const std::string read =
      ask_tool(render(sample_letter()), "pdftoppm -r 150 -gray PDF p && zbarimg -q p*.pgm").output;
  EXPECT_NE(read.find("CODE-128:1311111111\n"), std::string::npos) << read;
  EXPECT_NE(read.find("CODE-128:N2101100001-7\n"), std::string::npos) << read;
}

std::vector<LetterContent> random_letters(int count) {
  std::mt19937 dice(20261122);
  const auto below = [&dice](int n) {  // the same on every machine, unlike a distribution
    return static_cast<int>(dice() % static_cast<unsigned>(n));
  };
  constexpr std::string_view kKinds = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
  std::vector<LetterContent> letters(static_cast<std::size_t>(count), sample_letter());
  for (LetterContent& letter : letters) {
    letter.office_number =
        fmt::format("{:02}{}{:07}", below(47) + 1, kKinds[static_cast<std::size_t>(below(33))],
                    below(10'000'000));
    letter.notice_number = serial_number(kNoticeLetter, below(90'000'000));
    letter.postcode = fmt::format("{:03}-{:04}", below(1000), below(10'000));
    letter.address = fmt::format("緑町{}丁目{}番{}号", below(9), below(99), below(999));
  }
  return letters;
}

TEST(PrintedLetter, TheBarcodesOfAHundredRandomPagesAreReadAt150Dpi) {
  const auto letters = random_letters(100);
  std::istringstream read(ask_tool(render(letters),
                                   "pdftoppm -r 150 -gray PDF p && "
                                   "for f in p*.pgm; do zbarimg -q --nodbus $f 2>/dev/null | sort "
                                   "| tr '\\n' ' '; echo; done")
                              .output);
  for (const LetterContent& letter : letters) {
    std::string line;
    std::getline(read, line);
    EXPECT_EQ(line, "CODE-128:" + letter.office_number + " CODE-128:" + letter.notice_number + " ");
  }
}

TEST(PrintedLetter, TheCustomerBarcodeStandsBarByBar) {
  constexpr int kDotsPerMm = 20;
  const LetterContent letter = sample_letter();
  const std::string image =
      ask_tool(render(letter), "pdftoppm -r 508 -gray PDF p && cat p*").output;
  const std::size_t first = image.find("\n255\n") + 5;
  std::size_t width = 0;
  std::istringstream(image.substr(3)) >> width;
  const auto black = [&](double x, double y) {
    const auto column = static_cast<std::size_t>(x * kDotsPerMm);
    const auto row = static_cast<std::size_t>(y * kDotsPerMm);
    return image.at(first + row * width + column) == '\0';
  };
  const CustomerBarcodeElement& at = default_template().customer_barcodes()[0];
  const auto bars = four_state_bars(letter.customer_barcode.value());
  ASSERT_EQ(bars.size(), 67U);
  const double unit = 0.06 * at.size;
  double x = at.x + unit / 2;
  for (const FourStateBar& bar : bars) {
    EXPECT_EQ(black(x, at.y + unit), bar.ascender);
    EXPECT_TRUE(black(x, at.y + 3 * unit));
    EXPECT_EQ(black(x, at.y + 5 * unit), bar.descender);
    EXPECT_FALSE(black(x + unit, at.y + 3 * unit));
    x += 2 * unit;
  }
}

TEST(PrintedLetter, LongNoticeNumbersAreReadToo) {
  LetterContent letter = sample_letter();
  letter.notice_number = "L26-1122-00001234-X";
  const std::string read =
      ask_tool(render(letter), "pdftoppm -r 150 -gray PDF p && zbarimg -q p*.pgm").output;
  EXPECT_NE(read.find("CODE-128:L26-1122-00001234-X\n"), std::string::npos) << read;
}

}  // namespace
}  // namespace saihakko
