#include "core/letter/letter_template.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kHead = "paper = \"A4\"\nrule_width = 0.2\n";
constexpr std::string_view kPassword =
    "[[password]]\nbox = [52, 150, 136, 35]\ncolumns = 8\ngap = 1\ncharacter_size = 22\n"
    "class_size = 7\nreading_size = 8\n";

/// What load() says of a template with these lines after its two head lines; the file's directory
/// is cut off.
std::string complaint(std::string_view lines) {
  const ScratchDirectory directory;
  const auto file =
      directory.write("letter.toml", fmt::format("{}{}\n{}", kHead, lines, kPassword));
  try {
    LetterTemplate::load(file);
  } catch (const LetterError& error) {
    return std::string(error.what()).substr(directory.path().string().size() + 1);
  }
  return "no error";
}

const TextElement& text_with(std::string_view name) {
  const auto field = find_field(letter_fields({}), name);
  const auto& texts = default_template().texts();
  return *std::find_if(texts.begin(), texts.end(), [field](const TextElement& element) {
    return element.paragraphs[0][0].field == field;
  });
}

TEST(LetterTemplate, AGoodOneLoads) {
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\ntext = \"令和 {{issue_date}}\""),
            "no error");
}

TEST(LetterTemplate, WindowAndFoldsAreWhereTheEnvelopeHasThem) {
  const MmBox& window = default_template().window().value();
  EXPECT_EQ(window.x, 18);
  EXPECT_EQ(window.height, 50);
  EXPECT_EQ(default_template().folds(), (std::vector<double>{99, 198}));
  EXPECT_EQ(complaint("folds = [99, 198, 250]").substr(0, 14), "letter.toml:3:");
  EXPECT_NE(complaint("window = [150, 20, 95, 50]").find("「window」が用紙からはみ出す"),
            std::string::npos);
}

TEST(LetterTemplate, AKeyOfVeryManyPartsIsRefused) {
  std::string key = "a";
  for (int i = 0; i < 300; ++i)
    key += i % 2 == 0 ? ".a" : " .a";
  const std::string refusal = "letter.toml:3: 1行に点が256個より多くあります";
  EXPECT_EQ(complaint(key + " = 1"), refusal);
  EXPECT_EQ(complaint("[" + key + "]"), refusal);
  EXPECT_EQ(complaint("a = {" + key + " = 1}"), refusal);
}

TEST(LetterTemplate, UnknownKeysAreNamedWithFileAndLine) {
  EXPECT_EQ(complaint("paperr = 1"), "letter.toml:3: 「paperr」という設定はありません");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\nsise = 9\ntext = \"x\""),
            "letter.toml:6: 「sise」という設定はありません");
}

TEST(LetterTemplate, UnknownFieldsAreNamedWithFileAndLine) {
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\ntext = \"{{offise}}\""),
            "letter.toml:6: 「text」の {{offise}} という項目はありません");
  EXPECT_EQ(complaint("[[code128]]\nbox = [1, 2, 3, 4]\nmodule = 0.4\nfield = \"pass\""),
            "letter.toml:6: 「field」の {{pass}} という項目はありません");
}

TEST(LetterTemplate, ThePasswordIsNoFieldOfATextOrBarcode) {
  EXPECT_NE(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\ntext = \"{{temporary_password}}\"")
                .find("という項目はありません"),
            std::string::npos);
}

TEST(LetterTemplate, WrongTypesAndValuesAreNamedWithFileAndLine) {
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3]\nsize = 8\ntext = \"x\""),
            "letter.toml:4: 「box」は 0 以上 297 以下の数値4個の並びで指定してください");
  EXPECT_EQ(complaint("[[text]]\nbox = [150, 2, 61, 4]\nsize = 8\ntext = \"x\""),
            "letter.toml:4: 「box」が用紙からはみ出すか、大きさがありません");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = \"8\"\ntext = \"x\""),
            "letter.toml:5: 「size」は数値で指定してください");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 100\ntext = \"x\""),
            "letter.toml:5: 「size」は 4 以上 72 以下で指定してください");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\ntext = \"x\""),
            "letter.toml:3: 「size」がありません");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\nalign = \"up\"\ntext = \"x\""),
            "letter.toml:6: 「align」は left、center、right のどれかです");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\nbold = 1\ntext = \"x\""),
            "letter.toml:6: 「bold」は true か false で指定してください");
  EXPECT_EQ(complaint("[[line]]\nfrom = [1, 2]\nto = [3, 4]"),
            "letter.toml:5: 「to」は水平か垂直の線にしてください");
  EXPECT_EQ(complaint("[[table]]\nat = [1, 2]\nwidth = 50\n[[table.row]]\nheight = 5\n"
                      "cell = [ { width = 20 } ]"),
            "letter.toml:8: 「cell」の幅の合計が表の幅と合いません");
  EXPECT_EQ(complaint("text = 5"), "letter.toml:3: 「text」は [[text]] の形で指定してください");
}

TEST(LetterTemplate, BrokenTextsAreNamedWithFileAndLine) {
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\ntext = \"{{title\""),
            "letter.toml:6: 「text」の {{ が }} で閉じられていません");
  EXPECT_EQ(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\ntext = \"a\\nb\""),
            "letter.toml:6: 「text」に改行などの制御文字があります");
  EXPECT_NE(complaint("[[text]]\nbox = [1, 2, 3, 4]\nsize = 8\ntext = \"{{contact}}様\"")
                .find("letter.toml:6: "),
            std::string::npos);
}

TEST(LetterTemplate, BadTomlIsNamedWithFileAndLine) {
  EXPECT_EQ(complaint("[[text]\nbox = 1").substr(0, 14), "letter.toml:3:");
}

TEST(LetterTemplate, TheCustomerBarcodeKeepsToThePrintableSizes) {
  EXPECT_EQ(complaint("[[customer_barcode]]\nat = [1, 2]\nsize = 12"),
            "letter.toml:5: 「size」は 8 以上 11.5 以下で指定してください");
}

TEST(LetterTemplate, FieldsOfSeveralLinesAreNoBarcodes) {
  EXPECT_EQ(complaint("[[code128]]\nbox = [1, 2, 3, 4]\nmodule = 0.4\nfield = \"contact\""),
            "letter.toml:6: 「field」は何行にもなるので、バーコードにできません");
}

TEST(CoverTemplate, ALetterIsNoCoverAndACoverIsNoLetter) {
  EXPECT_THROW(LetterTemplate::load(cover_templates().cover.file()), LetterError);
  EXPECT_THROW(LetterTemplate::load_cover(default_template_file()), LetterError);
  EXPECT_THROW(LetterTemplate::load_cover(cover_templates().pull_sheet.file()), LetterError);
  EXPECT_THROW(LetterTemplate::load_pull_sheet(cover_templates().cover.file()), LetterError);
}

TEST(CoverTemplate, CannotNameAnythingOfAPersonOrAnOffice) {
  const ScratchDirectory directory;
  for (const char* field : {"user_id", "office_name", "office_number", "address", "postcode",
                            "temporary_password", "receipt_number"}) {
    const auto file = directory.write(
        "cover.toml",
        fmt::format("{}[[text]]\nbox = [1, 2, 30, 4]\nsize = 8\ntext = \"{{{{{}}}}}\"", kHead,
                    field));
    for (const auto load : {&LetterTemplate::load_cover, &LetterTemplate::load_pull_sheet}) {
      try {
        load(file);
        ADD_FAILURE() << field;
      } catch (const LetterError& error) {
        EXPECT_NE(std::string(error.what()).find("という項目はありません"), std::string::npos);
      }
    }
  }
}

TEST(LetterTemplate, ATemplateHasExactlyOnePasswordBlock) {
  const ScratchDirectory directory;
  EXPECT_THROW(LetterTemplate::load(directory.write("a.toml", kHead)), LetterError);
  EXPECT_NE(complaint(kPassword), "no error");
}

TEST(LetterTemplate, AMissingFileIsNamed) {
  try {
    LetterTemplate::load("/nonexistent/letter.toml");
    FAIL();
  } catch (const LetterError& error) {
    EXPECT_NE(std::string(error.what()).find("/nonexistent/letter.toml"), std::string::npos);
  }
}

TEST(DefaultTemplate, TheWindowShowsTheAddressAndNeverThePassword) {
  constexpr double kFold = 99;
  const MmBox& password = default_template().passwords()[0].box;
  EXPECT_GT(password.y, kFold + 5);
  EXPECT_LT(password.y + password.height, 2 * kFold - 5);
  for (const char* field : {"address", "office_name"}) {
    const MmBox& box = text_with(field).box;
    EXPECT_LT(box.y + box.height, kFold);
    EXPECT_LE(box.x + box.width, 110);
  }
  EXPECT_GT(text_with("user_id").box.y, kFold);
}

TEST(DefaultTemplate, TheCustomerBarcodeHasTwoMillimetresClearAllRound) {
  const CustomerBarcodeElement& barcode = default_template().customer_barcodes()[0];
  const double width = 79.8 * barcode.size / 10;
  const double height = 3.6 * barcode.size / 10;
  const MmBox clear = {barcode.x - 2, barcode.y - 2, width + 4, height + 4};
  for (const TextElement& element : default_template().texts()) {
    const bool beside =
        element.box.x >= clear.x + clear.width || element.box.x + element.box.width <= clear.x;
    const bool above_or_below =
        element.box.y >= clear.y + clear.height || element.box.y + element.box.height <= clear.y;
    EXPECT_TRUE(beside || above_or_below) << "template line " << element.line;
  }
}

}  // namespace
}  // namespace saihakko
