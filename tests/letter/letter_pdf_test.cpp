#include "core/letter/letter_pdf.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

std::string layout_text(const std::string& pdf) {
  return ask_tool(pdf, "pdftotext -layout PDF -").output;
}

std::string error_of(const LetterContent& letter) {
  try {
    render(letter);
  } catch (const LetterError& error) {
    return error.what();
  }
  return "no error";
}

std::string error_of(const std::function<void(LetterContent&)>& spoil) {
  LetterContent letter = sample_letter();
  spoil(letter);
  return error_of(letter);
}

std::optional<LetterObstacle> obstacle_of(const LetterContent& letter) {
  return letter_obstacle(default_template(), default_fonts(), letter);
}

std::vector<LetterContent> numbered_letters(int count) {
  std::vector<LetterContent> letters(static_cast<std::size_t>(count), sample_letter());
  for (int i = 0; i < count; ++i) {
    letters[static_cast<std::size_t>(i)].notice_number = "N" + std::to_string(1000 + i);
    letters[static_cast<std::size_t>(i)].office_name = "事業所" + std::to_string(i);
  }
  return letters;
}

TEST(LetterPdf, TheTextOfTheSampleComesBack) {
  const std::string text = layout_text(render(sample_letter()));
  for (const char* part :
       {"〒263-0023", "千葉市稲毛区緑町3丁目30-8", "請求事業所A", "殿", "令和03年01月10日",
        "○○○国民健康保険団体連合会", "電話 0852-00-0000", "電子請求ログイン情報再発行通知書",
        "事業所からの依頼に基づき、下記の通りログイン情報を再発行いたしましたので、ご連絡いたします"
        "。",
        "1311111111", "ログイン情報", "KJ131311111111", "仮パスワード", "有効期限",
        "令和03年02月24日", "備考", "通知書番号", "N2101100001-7", "R2101080001-3"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(LetterPdf, TheFiveRemarksStandWordForWord) {
  const std::string text = without_space(layout_text(render(sample_letter())));
  for (const char* remark :
       {"・ユーザID及び仮パスワードで電子請求受付システムにログインし、新しいパスワードを設定して"
        "ください・",
        "・仮パスワードは、新しいパスワードを設定するまでの間、他に漏洩しないよう十分な管理を行って"
        "ください・",
        "・ユーザID及び新しいパスワードは、紛失しないよう十分な管理を行ってください・",
        "・設定中のセキュリティコードは、仮パスワードでログインした際に削除されます。セキュリティ"
        "コードをご利用の方は、ユーザ情報変更メニューの「セキュリティコード設定」から再度設定して"
        "ください・",
        "・証明書発行用パスワードを紛失した場合や、紙請求または媒体請求を行っている事業所がユーザID"
        "を新たに取得した場合、証明書メニューで「証明書の発行申請をする」を選択し、「証明書発行用"
        "パスワードとは」から証明書発行用パスワードを再発行することで、新しい証明書発行用パスワード"
        "を取得してください通知書番号"}) {
    EXPECT_NE(text.find(remark), std::string::npos) << remark;
  }
}

TEST(LetterPdf, ThePasswordIsOneCellACharacterWithClassAndReading) {
  LetterContent letter = sample_letter();
  letter.temporary_password = "K3mTr7Hp";
  const std::string text = without_space(layout_text(render(letter)));
  EXPECT_NE(text.find("大文字数字小文字大文字小文字数字大文字小文字"), std::string::npos) << text;
  EXPECT_NE(text.find("K3mTr7Hp"), std::string::npos);
  EXPECT_NE(text.find("ケーサンエムティーアールナナエイチピー"), std::string::npos);
}

TEST(LetterPdf, SixteenCharactersAreTwoRows) {
  LetterContent letter = sample_letter();
  letter.temporary_password = "Wt3bRx7aWm9QeDuy";
  const std::string text = without_space(layout_text(render(letter)));
  EXPECT_NE(text.find("Wt3bRx7a"), std::string::npos) << text;
  EXPECT_NE(text.find("Wm9QeDuy"), std::string::npos);
  EXPECT_NE(text.find("ダブリューエムキュウキューイーディーユーワイ"), std::string::npos);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(without_space(line));
  return lines;
}

/// The rows of cells in which a password of this length is printed.
std::vector<std::string> password_rows(std::size_t length) {
  const std::string_view password = std::string_view("K3mTr7HpWd9QeWuy").substr(0, length);
  LetterContent letter = sample_letter();
  letter.temporary_password = password;
  std::vector<std::string> rows;
  constexpr std::string_view kLabel = "仮パスワード";  // beside the middle of the box
  for (std::string line : lines_of(layout_text(render(letter)))) {
    if (line.starts_with(kLabel)) line.erase(0, kLabel.size());
    if (line.size() >= 4 && password.find(line) != std::string_view::npos) rows.push_back(line);
  }
  return rows;
}

using Rows = std::vector<std::string>;

TEST(LetterPdf, APasswordOfUpToTenCharactersIsOneRow) {
  EXPECT_EQ(password_rows(8), Rows{"K3mTr7Hp"});
  EXPECT_EQ(password_rows(9), Rows{"K3mTr7HpW"});
  EXPECT_EQ(password_rows(10), Rows{"K3mTr7HpWd"});
}

TEST(LetterPdf, ALongerPasswordIsTwoRowsOfEqualLength) {
  EXPECT_EQ(password_rows(11), (Rows{"K3mTr7", "HpWd9"}));
  EXPECT_EQ(password_rows(12), (Rows{"K3mTr7", "HpWd9Q"}));
  EXPECT_EQ(password_rows(14), (Rows{"K3mTr7H", "pWd9QeW"}));
  EXPECT_EQ(password_rows(15), (Rows{"K3mTr7Hp", "Wd9QeWu"}));
  EXPECT_EQ(password_rows(16), (Rows{"K3mTr7Hp", "Wd9QeWuy"}));
}

TEST(LetterPdf, EachCharacterIsReadBackBetweenItsClassAndItsReading) {
  LetterContent letter = sample_letter();
  letter.temporary_password = "W3mTr7HpWd9Q";
  const std::string text = without_space(ask_tool(render(letter), "pdftotext -raw PDF -").output);
  EXPECT_NE(text.find("大文字Wダブリュー数字3サン小文字mエム大文字Tティー小文字rアール数字7ナナ"
                      "大文字Hエイチ小文字pピー大文字Wダブリュー小文字dディー数字9キュウ"
                      "大文字Qキュー"),
            std::string::npos)
      << text;
}

TEST(LetterPdf, LongNamesAndAddressesComeBackWhole) {
  const LetterContent letter = longest_letter();
  const std::string text = without_space(ask_tool(render(letter), "pdftotext -raw PDF -").output);
  EXPECT_NE(text.find(letter.office_name + "殿"), std::string::npos) << text;
  EXPECT_NE(text.find("事業所名" + letter.office_name), std::string::npos);
  EXPECT_NE(text.find(letter.address), std::string::npos);
}

TEST(LetterPdf, EveryCodePointComesBackAsItself) {
  LetterContent letter = sample_letter();
  letter.office_name = "⼾田⼈⼝㈱髙﨑①Ⅱ－―₋⁻ｱ芪(\\)～〜";
  const std::string text = without_space(layout_text(render(letter)));
  EXPECT_NE(text.find(letter.office_name), std::string::npos) << text;
}

TEST(LetterPdf, OnePageALetterInTheOrderGiven) {
  const auto letters = numbered_letters(7);
  const std::string pdf = render(letters);
  EXPECT_NE(ask_tool(pdf, "pdfinfo PDF").output.find("Pages:           7"), std::string::npos);
  const std::string text = layout_text(pdf);
  std::size_t at = 0;
  for (const LetterContent& letter : letters) {
    at = text.find(letter.notice_number, at);
    ASSERT_NE(at, std::string::npos) << letter.notice_number;
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\f'), 7);
}

TEST(LetterPdf, ThePageIsA4) {
  EXPECT_NE(ask_tool(render(sample_letter()), "pdfinfo PDF").output.find("(A4)"),
            std::string::npos);
}

TEST(LetterPdf, TheSameInputGivesTheSameBytes) {
  const auto letters = numbered_letters(5);
  EXPECT_EQ(render(letters), render(letters));
}

TEST(LetterPdf, ALetterIsTheSameAloneAndAmongOthers) {
  const auto letters = numbered_letters(3);
  const std::string command = "pdftoppm -r 60 -mono -f N -l N PDF p && cat p*.pbm | sha256sum";
  const auto image = [&command](const std::string& pdf, char page) {
    std::string with_page = command;
    std::replace(with_page.begin(), with_page.end(), 'N', page);
    return ask_tool(pdf, with_page).output;
  };
  EXPECT_EQ(image(render(letters[1]), '1'), image(render(letters), '2'));
}

TEST(LetterPdf, ThePostcodeMayBeMissing) {
  LetterContent letter = sample_letter();
  letter.postcode.clear();
  EXPECT_EQ(layout_text(render(letter)).find("〒"), std::string::npos);
}

TEST(LetterPdf, UnprintableCharactersAreRefusedByCodePoint) {
  EXPECT_EQ(error_of([](LetterContent& letter) { letter.office_name = "😀野クリニック"; }),
            "通知書番号 N2101100001-7: office_name: 印字できない文字があります（U+1F600）");
  EXPECT_EQ(error_of([](LetterContent& letter) { letter.address = "か\u3099\u200B葛\uFE0F"; }),
            "通知書番号 N2101100001-7: address: 印字できない文字があります（U+3099, U+200B, "
            "U+845B U+FE0F）");
}

TEST(LetterPdf, ATextThatDoesNotFitIsRefused) {
  EXPECT_EQ(error_of([](LetterContent& letter) {
              for (int i = 0; i < 300; ++i)
                letter.address += "町";
            }),
            "通知書番号 N2101100001-7: address: 最小の文字の大きさでも枠に収まりません");
}

TEST(LetterPdf, ABarcodeTooNarrowToBeReadIsRefused) {
  EXPECT_EQ(error_of([](LetterContent& letter) { letter.notice_number = std::string(30, 'N'); }),
            "通知書番号 NNNNNNNNNNNNNNNNNNNNNNNNNNNNNN: notice_number: "
            "最小の文字の大きさでも枠に収まりません");
}

TEST(LetterPdf, NoErrorNamesThePasswordOrTheUserId) {
  const std::string error =
      error_of([](LetterContent& letter) { letter.temporary_password = "Sesame-Open1"; });
  EXPECT_EQ(error,
            "通知書番号 N2101100001-7: temporary_password: 英字と数字のほかの文字があります");
}

TEST(LetterPdf, PasswordsOfEightToSixteenCharactersAlone) {
  for (std::size_t size = 8; size <= 16; ++size) {
    EXPECT_EQ(error_of([size](LetterContent& letter) {
                letter.temporary_password = std::string(size, 'W');
              }),
              "no error");
  }
  for (const std::size_t size : {7UL, 17UL}) {
    EXPECT_NE(error_of([size](LetterContent& letter) {
                letter.temporary_password = std::string(size, 'W');
              }).find("8文字以上16文字以下"),
              std::string::npos);
  }
}

TEST(LetterPdf, NoLetterLeavesWithAnEmptyField) {
  for (std::string LetterContent::*field :
       {&LetterContent::title, &LetterContent::address, &LetterContent::office_name,
        &LetterContent::issue_date, &LetterContent::office_number, &LetterContent::user_id,
        &LetterContent::temporary_password, &LetterContent::valid_until,
        &LetterContent::notice_number, &LetterContent::receipt_number}) {
    EXPECT_NE(error_of([field](LetterContent& letter) { (letter.*field).clear(); }).find("空です"),
              std::string::npos);
  }
}

TEST(LetterPdf, TheNumberOfPagesIsBounded) {
  EXPECT_THROW(render(std::span<const LetterContent>()), LetterError);
  EXPECT_THROW(render(std::vector<LetterContent>(kMaxPages + 1)), LetterError);
}

TEST(LetterObstacle, NameAndAddressAreJudgedBeforeALetterExists) {
  LetterContent letter;
  letter.office_name = "緑町クリニック";
  letter.address = "千葉市稲毛区緑町3丁目30-8";
  EXPECT_FALSE(obstacle_of(letter).has_value());
  letter.address += "😀";
  ASSERT_TRUE(obstacle_of(letter).has_value());
  EXPECT_EQ(obstacle_of(letter)->field, "address");
  EXPECT_EQ(obstacle_of(letter)->reason, "印字できない文字があります（U+1F600）");
  letter.address = "千葉市";
  for (int i = 0; i < 200; ++i)
    letter.office_name += "院";
  EXPECT_EQ(obstacle_of(letter)->field, "office_name");
}

TEST(LetterObstacle, TheLongestLetterOfRealLedgersHasNone) {
  EXPECT_FALSE(obstacle_of(longest_letter()).has_value());
}

TEST(LetterTemplateWords, UnprintableAndOversizeWordsAreNamedWithFileAndLine) {
  const ScratchDirectory directory;
  const std::string head = "paper = \"A4\"\nrule_width = 0.2\n[[text]]\nbox = [1, 1, 20, 5]\n";
  const std::string tail =
      "\n[[password]]\nbox = [52, 150, 136, 35]\ncolumns = 8\ngap = 1\ncharacter_size = 22\n"
      "class_size = 7\nreading_size = 8\n";
  const auto error = [&](const std::string& text) -> std::string {
    const auto file = directory.write("t.toml", head + "size = 9\ntext = \"" + text + "\"" + tail);
    const LetterContent letter = sample_letter();
    try {
      render_letters(LetterTemplate::load(file), default_fonts(), std::span(&letter, 1),
                     sample_time());
    } catch (const LetterError& caught) {
      return caught.what();
    }
    return "no error";
  };
  EXPECT_EQ(error("備考"), "no error");
  EXPECT_NE(error("😀").find("t.toml:3: 印字できない文字があります（U+1F600）"), std::string::npos);
  EXPECT_NE(error("とても長い文は枠に収まらない、決して").find("t.toml:3: 最小"),
            std::string::npos);
}

/// A check sum of the picture of one page.
std::string picture(const std::string& pdf, int page) {
  return ask_tool(pdf,
                  fmt::format("pdftoppm -r 60 -gray -f {0} -l {0} PDF p && cat p*.pgm | sha256sum",
                              page))
      .output;
}

TEST(LetterPdf, APageLooksTheSameWhateverPagesAreBesideIt) {
  std::vector<LetterContent> letters(2, sample_letter());
  letters[1].temporary_password = "Abcdef234567";
  ASSERT_NE(letters[0].temporary_password.size(), letters[1].temporary_password.size());
  const std::string both = render(letters);
  EXPECT_EQ(picture(both, 1), picture(render(letters[0]), 1));
  EXPECT_EQ(picture(both, 2), picture(render(letters[1]), 1));
  EXPECT_NE(picture(both, 1), picture(both, 2));
}

}  // namespace
}  // namespace saihakko
