#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace saihakko {

/// What every chart tells besides its picture. Charts are inline SVG without width and height: they
/// scale with their place, and text of 12 units is read on a phone as on paper. Colours are the
/// classes `s0` `s1` … of the page's style. All texts are escaped here.
struct ChartHead {
  std::string id;  ///< of the element; letters, digits and hyphens
  std::string title;
  std::string description;  ///< one sentence, for who cannot see it
};

struct ChartBar {
  std::string label;  ///< at most 5 full-width characters
  std::int64_t value = 0;
};

/// Horizontal bars, each with its number at its end.
std::string bar_chart(const ChartHead& head, const std::vector<ChartBar>& bars);

struct Series {
  std::string name;                           ///< for the legend, which is the page's
  std::vector<std::optional<double>> values;  ///< one a column; nullopt: nothing is known
};

/// What stands under the columns of a chart.
struct ChartAxis {
  std::string unit;                 ///< above the vertical axis: `件`, `日`
  std::vector<std::string> labels;  ///< one a column; empty where none stands
  std::size_t shaded = 0;           ///< so many columns from the left have another ground
};

/// Columns of stacked series, and over them, when `line` has values, one line.
std::string column_chart(const ChartHead& head, const ChartAxis& axis,
                         const std::vector<Series>& stacked, const Series& line = {});

/// One line a series; a value without neighbours is a dot.
std::string line_chart(const ChartHead& head, const ChartAxis& axis,
                       const std::vector<Series>& lines);

/// `12,345`.
std::string grouped(std::int64_t number);

/// For text inside of HTML and SVG, attributes included.
std::string escaped(std::string_view text);

/// The distance of grid lines so that at most five reach `highest`: 1, 2 or 5 times a power of
/// ten, at least 1.
double grid_step(double highest);

}  // namespace saihakko
