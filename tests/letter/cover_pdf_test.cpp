#include "core/letter/cover_pdf.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

std::string raw_text(const CoverContent& cover) {
  return without_space(ask_tool(render(cover), "pdftotext -raw PDF -").output);
}

/// A cover with `count` areas of one letter each, from 00 on.
CoverContent cover_of_areas(int count) {
  CoverContent cover = sample_cover();
  cover.areas.clear();
  for (int i = 0; i < count; ++i)
    cover.areas.push_back({fmt::format("{:02}", i), 1});
  cover.letters = static_cast<std::size_t>(count);
  return cover;
}

/// A cover with so many letters to pull, N000000001 and on.
CoverContent cover_of_pulls(int count) {
  CoverContent cover = sample_cover();
  for (int i = 1; i <= count; ++i) {
    cover.pulls.push_back({fmt::format("N{:09}", i), "B13-20261101-01", "letters-0002.pdf", i,
                           "誤配・漏えいのおそれ"});
  }
  return cover;
}

int pages_of(const std::string& pdf) {
  const std::string info = ask_tool(pdf, "pdfinfo PDF").output;
  return std::stoi(info.substr(info.find("Pages:") + 6));
}

std::string error_of(const CoverContent& cover) {
  try {
    render(cover);
  } catch (const LetterError& error) {
    return error.what();
  }
  return "no error";
}

TEST(PostcodeAreas, AreCountedByTheFirstTwoDigitsInTheOrderOfTheLetters) {
  EXPECT_EQ(postcode_areas({"", "1000001", "100-0002", "0600000", "", "1010000"}),
            (std::vector<PostcodeArea>{{"", 2}, {"06", 1}, {"10", 3}}));
  EXPECT_TRUE(postcode_areas({}).empty());
}

TEST(CoverPdf, IsOnePageOfA4) {
  const std::string info = ask_tool(render(sample_cover()), "pdfinfo PDF").output;
  EXPECT_NE(info.find("Pages:           1\n"), std::string::npos) << info;
  EXPECT_NE(info.find("(A4)"), std::string::npos) << info;
}

TEST(CoverPdf, ItsTextComesBack) {
  const std::string text = raw_text(sample_cover());
  for (const char* part :
       {"バッチ送付票", "東京都国民健康保険団体連合会", "B13-20261122-01", "2026年11月22日09時05分",
        "通知書の数812通", "PDFの数2ファイル", "N26000017QからN260008284まで", "倍率100%・片面・A4",
        "投函期限2026年11月27日", "至急なし", "電話03-0000-0000", "封入者", "確認者", "日付",
        "数えた数", "監査記録の値",
        "3f0a9c1be27d48560f1e2d3c4b5a69788796a5b4c3d2e1f00918273645546372",
        "番号なし310120118512641397", "個人情報"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(CoverPdf, TheAuditHeadStandsInTwoLines) {
  const std::string text = ask_tool(render(sample_cover()), "pdftotext -layout PDF -").output;
  EXPECT_NE(text.find(" 3f0a9c1be27d48560f1e2d3c4b5a6978\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" 8796a5b4c3d2e1f00918273645546372\n"), std::string::npos) << text;
}

TEST(CoverPdf, FortySevenAreasFit) {
  const std::string text = raw_text(cover_of_areas(47));
  EXPECT_NE(text.find("上2桁通数001011021"), std::string::npos) << text;
  EXPECT_NE(text.find("451461"), std::string::npos) << text;
  EXPECT_EQ(text.find("その他"), std::string::npos) << text;
}

TEST(CoverPdf, WhatThePageDoesNotHoldIsSummedInTheLastRow) {
  EXPECT_EQ(raw_text(cover_of_areas(55)).find("その他"), std::string::npos);
  const std::string one_more = raw_text(cover_of_areas(56));
  EXPECT_NE(one_more.find("531その他2"), std::string::npos) << one_more;
  const std::string all = raw_text(cover_of_areas(100));
  EXPECT_NE(all.find("531その他46"), std::string::npos) << all;
}

TEST(CoverPdf, NoToolWarns) {
  expect_no_tool_warns(render(sample_cover()));
  expect_no_tool_warns(render(cover_of_areas(100)));
  expect_no_tool_warns(render(cover_of_pulls(40)));
}

TEST(CoverPdf, EveryFontIsAnEmbeddedSubsetWithAToUnicodeMap) {
  std::istringstream lines(ask_tool(render(sample_cover()), "pdffonts PDF").output);
  int fonts = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("CID TrueType") == std::string::npos) continue;
    ++fonts;
    EXPECT_NE(line.find("yes yes yes"), std::string::npos) << line;
  }
  EXPECT_GE(fonts, 1);
}

TEST(CoverPdf, TheSameInputGivesTheSameBytes) {
  EXPECT_EQ(render(sample_cover()), render(sample_cover()));
  EXPECT_EQ(render(cover_of_pulls(3)), render(cover_of_pulls(3)));
}

TEST(CoverPdf, WithoutALetterToPullItSaysSo) {
  const std::string text = raw_text(sample_cover());
  EXPECT_NE(text.find("抜取り0通"), std::string::npos) << text;
  EXPECT_EQ(text.find("抜き取り、投函しない"), std::string::npos) << text;
}

TEST(CoverPdf, LettersToPullStandOnASheetOfTheirOwn) {
  const std::string pdf = render(cover_of_pulls(2));
  EXPECT_EQ(pages_of(pdf), 2);
  const std::string text = without_space(ask_tool(pdf, "pdftotext -raw PDF -").output);
  EXPECT_NE(text.find("抜取り2通次の頁の通知書を前のバッチから抜き取り、投函しないでください"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("2/2頁"), std::string::npos) << text;
  EXPECT_NE(text.find("N000000001B13-20261101-01letters-0002.pdf1誤配・漏えいのおそれ"
                      "N000000002B13-20261101-01letters-0002.pdf2誤配・漏えいのおそれ"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("ほかに"), std::string::npos) << text;
}

TEST(CoverPdf, ALongPullListFlowsOnAndSaysWhatItDoesNotHold) {
  EXPECT_EQ(pages_of(render(cover_of_pulls(32))), 2);
  EXPECT_EQ(pages_of(render(cover_of_pulls(33))), 3);
  EXPECT_EQ(pages_of(render(cover_of_pulls(640))), 21);
  EXPECT_EQ(raw_text(cover_of_pulls(640)).find("ほかに"), std::string::npos);
  const std::string more = raw_text(cover_of_pulls(643));
  EXPECT_NE(more.find("21/21頁"), std::string::npos);
  EXPECT_NE(more.find("N000000640"), std::string::npos);
  EXPECT_EQ(more.find("N000000641"), std::string::npos);
  EXPECT_NE(more.find("ほかに3通あります。stop.csvを見てください"), std::string::npos);
}

TEST(CoverPdf, TheBatchNameIsReadAt150Dpi) {
  for (const char* name : {"B13-20261122-01", "B47-20261231-1234"}) {
    CoverContent cover = sample_cover();
    cover.batch_name = name;
    const std::string read =
        ask_tool(render(cover), "pdftoppm -r 150 -gray PDF p && zbarimg -q p*.pgm").output;
    EXPECT_NE(read.find(fmt::format("CODE-128:{}\n", name)), std::string::npos) << read;
  }
}

TEST(CoverPdf, TheLargestFiguresFit) {
  CoverContent cover = sample_cover();
  cover.union_name = "神奈川県国民健康保険団体連合会介護福祉部介護保険課";
  cover.letters = 999'999;
  cover.files = 99'999;
  cover.areas = {{"", 499'999}, {"10", 500'000}};
  EXPECT_EQ(error_of(cover), "no error");
}

TEST(CoverPdf, AnEmptyFieldIsRefused) {
  for (std::string CoverContent::*field :
       {&CoverContent::union_name, &CoverContent::batch_name, &CoverContent::first_notice_number,
        &CoverContent::last_notice_number, &CoverContent::post_by, &CoverContent::audit_head}) {
    CoverContent cover = sample_cover();
    (cover.*field).clear();
    EXPECT_NE(error_of(cover).find("空です"), std::string::npos) << error_of(cover);
  }
}

TEST(CoverPdf, ACoverWithoutAnybodyToCallIsRefused) {
  CoverContent cover = sample_cover();
  cover.contact.clear();
  EXPECT_EQ(error_of(cover), "バッチ B13-20261122-01: contact: 空です");
}

TEST(CoverPdf, UrgentLettersAreNamedWithTheirPages) {
  CoverContent cover = sample_cover();
  cover.urgent = {{"N26000017Q", "letters-0001.pdf", 1}, {"N260008284", "letters-0002.pdf", 312}};
  const std::string text = raw_text(cover);
  EXPECT_NE(text.find("至急2通この通知書から先に投函してくださいN26000017Q（letters-00011頁）、"
                      "N260008284（letters-0002312頁）"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("至急なし"), std::string::npos);
}

TEST(CoverPdf, MoreUrgentLettersThanSixAreCounted) {
  CoverContent cover = sample_cover();
  cover.urgent.assign(cover.letters, {"N26000017Q", "letters-0001.pdf.p7m", 500});
  EXPECT_NE(raw_text(cover).find("頁）ほか806通"), std::string::npos) << raw_text(cover);
}

TEST(CoverPdf, FiguresThatContradictEachOtherAreRefused) {
  CoverContent cover = sample_cover();
  ++cover.letters;
  EXPECT_EQ(error_of(cover),
            "バッチ B13-20261122-01: letters: 通知書、PDF、郵便番号ごとの数が合いません");
}

TEST(CoverPdf, AnAuditHeadOfAnotherShapeIsRefused) {
  CoverContent cover = sample_cover();
  cover.audit_head.back() = 'g';
  EXPECT_EQ(error_of(cover), "バッチ B13-20261122-01: audit_head: 64桁の16進数ではありません");
}

TEST(CoverPdf, AnUnprintableUnionNameIsRefused) {
  CoverContent cover = sample_cover();
  cover.union_name = "😀";
  EXPECT_EQ(error_of(cover),
            "バッチ B13-20261122-01: union_name: 印字できない文字があります（U+1F600）");
}

}  // namespace
}  // namespace saihakko
