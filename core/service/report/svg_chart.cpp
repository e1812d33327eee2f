#include "core/service/report/svg_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace saihakko {
namespace {

// All in units of the viewBox.
constexpr double kWidth = 400;
constexpr double kLabelWidth = 76;   // five full-width characters and a gap
constexpr double kDigitWidth = 8.2;  // of a font with wide digits
constexpr double kBarPitch = 22;
constexpr double kBarHeight = 14;
constexpr double kPlotTop = 24;
constexpr double kPlotHeight = 148;
constexpr double kPlotRight = kWidth - 16;
constexpr double kPlotBottom = kPlotTop + kPlotHeight;
constexpr double kBaseline = 4;  // from the middle of a line of text to its baseline
constexpr double kMostGridLines = 5;

std::string opened(const ChartHead& head, double height) {
  return fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-t {}-d\">"
      "<title id=\"{}-t\">{}</title><desc id=\"{}-d\">{}</desc>",
      kWidth, height, head.id, head.id, head.id, escaped(head.title), head.id,
      escaped(head.description));
}

std::string text(double x, double y, std::string_view anchor, std::string_view words) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor,
                     escaped(words));
}

double number_width(std::int64_t number) {
  return kDigitWidth * static_cast<double>(grouped(number).size()) + 8;
}

/// Where values and columns lie in the plot.
class Plot {
 public:
  Plot(double highest, std::size_t columns)
      : step_(grid_step(highest)),
        top_(std::max(1.0, std::ceil(highest / step_)) * step_),
        left_(number_width(static_cast<std::int64_t>(top_)) + 6),
        pitch_((kPlotRight - left_) / static_cast<double>(std::max<std::size_t>(columns, 1))) {}

  double y(double value) const { return kPlotBottom - value / top_ * kPlotHeight; }
  double left(std::size_t column) const { return left_ + static_cast<double>(column) * pitch_; }
  double middle(std::size_t column) const { return left(column) + pitch_ / 2; }
  double pitch() const { return pitch_; }

  std::string grid(const ChartAxis& axis) const {
    std::string out;
    if (axis.shaded > 0) {
      out += fmt::format(
          "<rect class=\"ground\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
          left(0), kPlotTop, static_cast<double>(axis.shaded) * pitch_, kPlotHeight);
    }
    for (double value = 0; value <= top_ + step_ / 2; value += step_) {
      out += fmt::format(
          "<line class=\"grid\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", left_,
          y(value), kPlotRight, y(value));
      out += text(left_ - 6, y(value) + kBaseline, "end",
                  grouped(static_cast<std::int64_t>(std::llround(value))));
    }
    out += text(left_ - 6, kPlotTop - 12, "end", axis.unit);
    for (std::size_t i = 0; i < axis.labels.size(); ++i) {
      if (!axis.labels[i].empty())
        out += text(middle(i), kPlotBottom + 16, "middle", axis.labels[i]);
    }
    return out;
  }

 private:
  double step_;
  double top_;
  double left_;
  double pitch_;
};

constexpr double kColumnChartHeight = kPlotBottom + 24;

double highest_of(const Series& series) {
  double highest = 0;
  for (const auto& value : series.values)
    highest = std::max(highest, value.value_or(0));
  return highest;
}

double highest_stack(const std::vector<Series>& stacked, std::size_t columns) {
  double highest = 0;
  for (std::size_t i = 0; i < columns; ++i) {
    double sum = 0;
    for (const Series& series : stacked)
      sum += i < series.values.size() ? series.values[i].value_or(0) : 0;
    highest = std::max(highest, sum);
  }
  return highest;
}

std::string drawn_column(const Plot& plot, const std::vector<Series>& stacked, std::size_t column) {
  std::string out;
  double below = 0;
  for (std::size_t i = 0; i < stacked.size(); ++i) {
    const double value =
        column < stacked[i].values.size() ? stacked[i].values[column].value_or(0) : 0;
    if (value <= 0) continue;
    out += fmt::format(
        "<rect class=\"s{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", i,
        plot.left(column) + plot.pitch() * 0.12, plot.y(below + value), plot.pitch() * 0.76,
        plot.y(below) - plot.y(below + value));
    below += value;
  }
  return out;
}

/// A line breaks where a value is missing.
std::string drawn_line(const Plot& plot, const Series& series, std::size_t colour) {
  std::string path;
  std::string dots;
  bool pen_down = false;
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    const auto& value = series.values[i];
    if (value) {
      path += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", plot.middle(i), plot.y(*value));
      dots += fmt::format("<circle class=\"s{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.4\"/>", colour,
                          plot.middle(i), plot.y(*value));
    }
    pen_down = value.has_value();
  }
  if (path.empty()) return {};
  return fmt::format("<path class=\"line l{}\" d=\"{}\"/>{}", colour, path, dots);
}

}  // namespace

double grid_step(double highest) {
  double step = 1;
  for (;; step *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (highest <= step * factor * kMostGridLines) return step * factor;
    }
  }
}

std::string grouped(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t place = digits.size(); place > sign + 3;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string bar_chart(const ChartHead& head, const std::vector<ChartBar>& bars) {
  std::int64_t highest = 1;
  for (const ChartBar& bar : bars)
    highest = std::max(highest, bar.value);
  const double room = kWidth - kLabelWidth - number_width(highest);
  std::string out = opened(head, static_cast<double>(bars.size()) * kBarPitch + 8);
  double y = 4;
  for (const ChartBar& bar : bars) {
    const double width = room * static_cast<double>(std::max<std::int64_t>(bar.value, 0)) /
                         static_cast<double>(highest);
    const double middle = y + kBarPitch / 2;
    out += text(kLabelWidth - 6, middle + kBaseline, "end", bar.label);
    out += fmt::format(
        "<rect class=\"s0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
        kLabelWidth, middle - kBarHeight / 2, width, kBarHeight);
    out += text(kLabelWidth + width + 5, middle + kBaseline, "start", grouped(bar.value));
    y += kBarPitch;
  }
  return out + "</svg>";
}

std::string column_chart(const ChartHead& head, const ChartAxis& axis,
                         const std::vector<Series>& stacked, const Series& line) {
  const std::size_t columns = axis.labels.size();
  const Plot plot(std::max(highest_stack(stacked, columns), highest_of(line)), columns);
  std::string out = opened(head, kColumnChartHeight) + plot.grid(axis);
  for (std::size_t i = 0; i < columns; ++i)
    out += drawn_column(plot, stacked, i);
  return out + drawn_line(plot, line, stacked.size()) + "</svg>";
}

std::string line_chart(const ChartHead& head, const ChartAxis& axis,
                       const std::vector<Series>& lines) {
  double highest = 0;
  for (const Series& series : lines)
    highest = std::max(highest, highest_of(series));
  const Plot plot(highest, axis.labels.size());
  std::string out = opened(head, kColumnChartHeight) + plot.grid(axis);
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += drawn_line(plot, lines[i], i);
  return out + "</svg>";
}

}  // namespace saihakko
