#include "core/service/report/svg_chart.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace saihakko {
namespace {

constexpr double kWidth = 400;

std::vector<std::string> all(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

std::vector<double> numbers(const std::string& text, const char* pattern) {
  std::vector<double> found;
  for (const std::string& number : all(text, pattern))
    found.push_back(std::stod(number));
  return found;
}

const ChartHead kHead{"u13-now", "件数 <今日>", "3件と\"6件\"。"};

TEST(SvgChart, TitleAndDescriptionAreNamedAndEscaped) {
  const std::string svg = bar_chart(kHead, {{"受付", 1}});
  EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"u13-now-t u13-now-d\""), std::string::npos);
  EXPECT_NE(svg.find("<title id=\"u13-now-t\">件数 &lt;今日&gt;</title>"), std::string::npos);
  EXPECT_NE(svg.find("<desc id=\"u13-now-d\">3件と&quot;6件&quot;。</desc>"), std::string::npos);
}

TEST(SvgChart, BarsAreAsLongAsTheirNumbersAndTheLongestLeavesRoomForItsOwn) {
  const std::string svg = bar_chart(kHead, {{"受付", 1'000'000}, {"審査中", 250'000}, {"保留", 0}});
  const auto widths = numbers(svg, "<rect class=\"s0\"[^>]* width=\"([0-9.]+)\"");
  ASSERT_EQ(widths.size(), 3U);
  EXPECT_NEAR(widths[1], widths[0] / 4, 0.1);
  EXPECT_EQ(widths[2], 0);
  EXPECT_LT(76 + widths[0] + 5 + 9 * 8, kWidth);
  EXPECT_EQ(all(svg, "text-anchor=\"start\">([^<]+)<"),
            (std::vector<std::string>{"1,000,000", "250,000", "0"}));
}

TEST(SvgChart, ColumnsStandOnOneAnother) {
  const ChartAxis axis{"件", {"1日", ""}, 1};
  const std::string svg = column_chart(kHead, axis, {{"受付", {2.0, 0.0}}, {"保留", {3.0, 5.0}}});
  const auto tops = numbers(svg, "<rect class=\"s[01]\"[^>]* y=\"([0-9.]+)\"");
  const auto heights = numbers(svg, "<rect class=\"s[01]\"[^>]* height=\"([0-9.]+)\"");
  ASSERT_EQ(heights.size(), 3U) << "nothing is drawn for 0";
  EXPECT_NEAR(heights[0] / heights[1], 2.0 / 3.0, 0.01);
  EXPECT_NEAR(tops[1] + heights[1], tops[0], 0.15);
  EXPECT_NEAR(heights[2], heights[0] + heights[1], 0.15);
  EXPECT_NE(svg.find("class=\"ground\""), std::string::npos);
  EXPECT_NE(svg.find(">1日</text>"), std::string::npos);
}

TEST(SvgChart, ALineBreaksWhereNothingIsKnown) {
  const ChartAxis axis{"日", std::vector<std::string>(4), 0};
  const std::string svg = line_chart(kHead, axis, {{"中央値", {1.0, 2.0, std::nullopt, 3.0}}});
  const auto paths = all(svg, "<path class=\"line l0\" d=\"([^\"]+)\"");
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(std::count(paths[0].begin(), paths[0].end(), 'M'), 2);
  EXPECT_EQ(std::count(paths[0].begin(), paths[0].end(), 'L'), 1);
  EXPECT_EQ(all(svg, "(<circle)").size(), 3U);
  EXPECT_EQ(line_chart(kHead, axis, {{"中央値", {std::nullopt}}}).find("<path"), std::string::npos);
}

TEST(SvgChart, NothingToShowIsAChartAllTheSame) {
  const std::string svg =
      column_chart(kHead, {"件", std::vector<std::string>(31), 0}, {{"受付", {}}});
  EXPECT_EQ(all(svg, "(<rect)").size(), 0U);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

TEST(SvgChart, GridLinesAreFewAndRound) {
  EXPECT_EQ(grid_step(0), 1);
  EXPECT_EQ(grid_step(5), 1);
  EXPECT_EQ(grid_step(6), 2);
  EXPECT_EQ(grid_step(11), 5);
  EXPECT_EQ(grid_step(26), 10);
  EXPECT_EQ(grid_step(60'000), 20'000);
}

TEST(SvgChart, NumbersAreGroupedByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-12'345), "-12,345");
  EXPECT_EQ(grouped(-123), "-123");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

}  // namespace
}  // namespace saihakko
