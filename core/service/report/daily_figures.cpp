#include "core/service/report/daily_figures.hpp"

#include <algorithm>
#include <set>

#include "core/domain/calendar.hpp"

namespace saihakko {
namespace {

constexpr int kMonths = 12;
constexpr int kMonthsAYear = 12;
constexpr int kLongestMonth = 31;

std::int64_t first_of_month(std::int64_t day) {
  const JapanDate date = date_of_day(day);
  return day_number({date.year, date.month, 1});
}

/// The first of the month that lies `months` before that of `day`.
std::int64_t first_of_month_before(std::int64_t day, int months) {
  const JapanDate date = date_of_day(day);
  const int month = date.year * kMonthsAYear + (date.month - 1) - months;
  return day_number({month / kMonthsAYear, month % kMonthsAYear + 1, 1});
}

}  // namespace

ReportWindow load_window(Database& database, std::int64_t day) {
  return {day, daily_counts(database, day - kReportDays, day),
          daily_waits(database, day - kReportDays + 1, day),
          daily_counts_of(database, CountKind::application, "submitted",
                          first_of_month_before(day, kMonths), day)};
}

std::vector<std::string> unions_of(const ReportWindow& window) {
  std::set<std::string> unions;
  for (const DailyCount& count : window.counts)
    unions.insert(count.prefecture);
  return {unions.begin(), unions.end()};
}

DailyFigures::DailyFigures(const ReportWindow& window, std::string_view prefecture)
    : day_(window.day) {
  const auto is_asked = [prefecture](const std::string& other) {
    return prefecture == kAllUnions || other == prefecture;
  };
  for (const DailyCount& count : window.counts) {
    if (!is_asked(count.prefecture)) continue;
    DailyCount& sum = counts_[{count.day, count.kind, count.state}];
    sum.arrived += count.arrived;
    sum.departed += count.departed;
    sum.stock += count.stock;
  }
  for (const DailyCount& count : window.submitted) {
    if (is_asked(count.prefecture)) submitted_[count.day] += count.arrived;
  }
  for (const DailyWait& wait : window.waits) {
    if (wait.prefecture == prefecture) waits_[wait.day] = wait;
  }
}

const DailyCount* DailyFigures::at(std::int64_t day, CountKind kind, std::string_view state) const {
  const auto found = counts_.find({day, kind, std::string(state)});
  return found == counts_.end() ? nullptr : &found->second;
}

std::int64_t DailyFigures::arrived(std::int64_t day, CountKind kind, std::string_view state) const {
  const DailyCount* count = at(day, kind, state);
  return count != nullptr ? count->arrived : 0;
}

std::int64_t DailyFigures::departed(std::int64_t day, CountKind kind,
                                    std::string_view state) const {
  const DailyCount* count = at(day, kind, state);
  return count != nullptr ? count->departed : 0;
}

std::int64_t DailyFigures::stock(std::int64_t day, CountKind kind, std::string_view state) const {
  const DailyCount* count = at(day, kind, state);
  return count != nullptr ? count->stock : 0;
}

std::int64_t DailyFigures::arrived_in_month(CountKind kind, std::string_view state) const {
  std::int64_t sum = 0;
  for (std::int64_t day = first_of_month(day_); day <= day_; ++day)
    sum += arrived(day, kind, state);
  return sum;
}

std::optional<DailyWait> DailyFigures::wait(std::int64_t day) const {
  const auto found = waits_.find(day);
  if (found == waits_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::int64_t> DailyFigures::submitted_by_day_of_month() const {
  std::vector<std::int64_t> submitted;
  for (std::int64_t day = first_of_month(day_); day <= day_; ++day) {
    const auto found = submitted_.find(day);
    submitted.push_back(found == submitted_.end() ? 0 : found->second);
  }
  return submitted;
}

std::vector<std::optional<double>> DailyFigures::mean_submitted_before() const {
  std::vector<double> sums(kLongestMonth);
  std::vector<int> months(kLongestMonth);
  const std::int64_t known_from = submitted_.empty() ? day_ : submitted_.begin()->first;
  for (int back = 1; back <= kMonths; ++back) {
    const std::int64_t first = first_of_month_before(day_, back);
    const std::int64_t next = first_of_month_before(day_, back - 1);
    for (std::int64_t day = std::max(first, known_from); day < next; ++day) {
      const auto place = static_cast<std::size_t>(day - first);
      const auto found = submitted_.find(day);
      sums[place] += found == submitted_.end() ? 0 : static_cast<double>(found->second);
      ++months[place];
    }
  }
  std::vector<std::optional<double>> means(kLongestMonth);
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (months[i] > 0) means[i] = sums[i] / months[i];
  }
  return means;
}

}  // namespace saihakko
