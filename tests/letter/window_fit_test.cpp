#include "core/letter/window_fit.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

// With this window x 18–88, y 20–49 always shows, and x -7–113, y -1–70 sometimes.
constexpr std::string_view kWindow = "window = [18, 20, 95, 50]\n";
constexpr std::string_view kAddress =
    "[[text]]\nbox = [20, 22, 60, 10]\nsize = 9\ntext = \"{{address}}\"\n";

std::string fault(std::string_view head, std::string_view rest) {
  const ScratchDirectory directory;
  const auto file = directory.write(
      "letter.toml",
      fmt::format("paper = \"A4\"\nrule_width = 0.2\n{}{}[[password]]\nbox = [52, 150, 136, 35]\n"
                  "columns = 8\ngap = 1\ncharacter_size = 22\nclass_size = 7\nreading_size = 8\n",
                  head, rest));
  return window_fault(LetterTemplate::load(file)).value_or("none");
}

std::string fault_with(std::string_view rest) {
  return fault(kWindow, std::string(kAddress) + std::string(rest));
}

std::string text_at(std::string_view box, std::string_view text) {
  return fmt::format("[[text]]\nbox = [{}]\nsize = 9\ntext = \"{}\"\n", box, text);
}

TEST(WindowFit, TheShippedTemplateFits) {
  EXPECT_EQ(window_fault(default_template()), std::nullopt);
}

TEST(WindowFit, AnAddresseeWhereTheWindowAlwaysIsFits) {
  EXPECT_EQ(fault_with(""), "none");
  EXPECT_EQ(fault_with(text_at("18, 20, 70, 29", "{{office_name}}　{{honorific}}")), "none");
}

TEST(WindowFit, AnAddresseeThatLeavesTheWindowAtAnEndIsRefused) {
  for (const char* box : {"17.9, 22, 60, 5", "30, 22, 58.2, 5", "20, 19, 60, 5", "20, 45, 60, 5"}) {
    EXPECT_NE(fault_with(text_at(box, "{{office_name}}")).find("窓から外れる"), std::string::npos)
        << box;
  }
}

TEST(WindowFit, AnythingElseThatShowsAtAnEndIsRefused) {
  for (const char* box : {"110, 40, 60, 5", "20, 69, 60, 5", "2, 40, 4, 5", "20, 40, 60, 5"}) {
    EXPECT_NE(fault_with(text_at(box, "{{user_id}}")).find("窓から見える"), std::string::npos)
        << box;
  }
  EXPECT_NE(fault_with(text_at("20, 40, 60, 5", "{{office_name}} {{user_id}}")).find("文("),
            std::string::npos);
  EXPECT_NE(fault_with("[[line]]\nfrom = [5, 60]\nto = [9, 60]\n").find("線"), std::string::npos);
  EXPECT_NE(fault_with("[[code128]]\nbox = [100, 60, 83, 9]\nmodule = 0.43\n"
                       "field = \"notice_number\"\n")
                .find("バーコード"),
            std::string::npos);
}

TEST(WindowFit, WhatNeverShowsMayStandAnywhere) {
  EXPECT_EQ(fault_with(text_at("113, 20, 60, 40", "{{user_id}}")), "none");
  EXPECT_EQ(fault_with(text_at("20, 70, 60, 5", "{{office_name}}")), "none");
}

TEST(WindowFit, TheBarcodesClearSpaceMustShow) {
  const auto barcode = [](std::string_view at) {
    return fmt::format("[[customer_barcode]]\nat = [{}]\nsize = 8\n", at);
  };
  EXPECT_EQ(fault_with(barcode("20, 44.1")), "none");
  for (const char* at : {"19.9, 44", "20, 44.3", "22.3, 44"}) {
    EXPECT_NE(fault_with(barcode(at)).find("カスタマバーコード"), std::string::npos) << at;
  }
}

TEST(WindowFit, AWindowWithoutTheAddressIsRefused) {
  EXPECT_EQ(fault(kWindow, ""), "窓から住所が見えません");
  EXPECT_EQ(fault(kWindow, text_at("20, 100, 60, 5", "{{address}}")), "窓から住所が見えません");
}

TEST(WindowFit, WithoutAWindowThereIsNothingToSay) {
  EXPECT_EQ(fault("", ""), "none");
}

TEST(WindowFit, TheWindowSlidesToTheLeftAndUpwardsAsTheLetterDoesTheOtherWay) {
  const auto ends = window_at_ends({18, 20, 95, 50});
  EXPECT_EQ(ends[0].x, 18);
  EXPECT_EQ(ends[3].x, -7);
  EXPECT_EQ(ends[3].y, -1);
  EXPECT_EQ(ends[3].width, 95);
}

}  // namespace
}  // namespace saihakko
