#include "core/service/report/report_charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/domain/calendar.hpp"
#include "core/domain/instant.hpp"
#include "core/domain/notice_state.hpp"
#include "core/service/report/svg_chart.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kLabelEvery = 5;
constexpr std::size_t kClaimDays = 10;  // claims are due from the 1st to the 10th
constexpr std::size_t kDaysOfMonth = 31;

std::int64_t first_day(const DailyFigures& figures) {
  return figures.day() - kReportDays + 1;
}

/// The last day has its label, and every fifth before it.
ChartAxis day_axis(const DailyFigures& figures, std::string unit) {
  ChartAxis axis{std::move(unit), {}, 0};
  for (std::int64_t day = first_day(figures); day <= figures.day(); ++day) {
    const bool labelled = (figures.day() - day) % kLabelEvery == 0;
    axis.labels.push_back(labelled ? short_date(day) : std::string());
  }
  return axis;
}

std::vector<LegendEntry> legend_of(const std::vector<Series>& series) {
  std::vector<LegendEntry> legend;
  for (const Series& each : series)
    legend.push_back({fmt::format("s{}", legend.size()), each.name});
  return legend;
}

ReportChart applications_now(const DailyFigures& figures, const std::string& id) {
  std::vector<ChartBar> bars;
  std::int64_t sum = 0;
  for (const ApplicationState state : states_at_work()) {
    bars.push_back({std::string(japanese(state)),
                    figures.stock(figures.day(), CountKind::application, to_text(state))});
    sum += bars.back().value;
  }
  const std::string title = "手続き中の申請(状態ごと)";
  return {title, "", {}, bar_chart({id, title, fmt::format("合わせて{}件。", sum)}, bars)};
}

ReportChart applications_by_day(const DailyFigures& figures, const std::string& id) {
  std::vector<Series> stacked;
  for (const ApplicationState state : states_at_work()) {
    if (state == ApplicationState::posted) continue;  // waits for the office, for weeks
    Series series{std::string(japanese(state)), {}};
    for (std::int64_t day = first_day(figures); day <= figures.day(); ++day) {
      series.values.emplace_back(
          static_cast<double>(figures.stock(day, CountKind::application, to_text(state))));
    }
    stacked.push_back(std::move(series));
  }
  const std::string title = "投函前の申請(日ごと)";
  return {title, "棒は、下から凡例の順です。", legend_of(stacked),
          column_chart({id, title, "各日の終わりに投函前だった申請を、状態で分けた棒。"},
                       day_axis(figures, "件"), stacked)};
}

ReportChart waits(const DailyFigures& figures, const std::string& id) {
  Series median{"中央値", {}};
  Series within95{"95%がこの日数以内", {}};
  const auto days = [](std::int64_t ms) {
    return static_cast<double>(ms) / static_cast<double>(kDayMs);
  };
  for (std::int64_t day = first_day(figures); day <= figures.day(); ++day) {
    const auto wait = figures.wait(day);
    median.values.push_back(wait ? std::optional(days(wait->median_ms)) : std::nullopt);
    within95.values.push_back(wait ? std::optional(days(wait->within95_ms)) : std::nullopt);
  }
  const std::vector<Series> lines{std::move(median), std::move(within95)};
  const std::string title = "申請から投函までの日数";
  return {title, "投函のあった日ごと。休日も数えます。", legend_of(lines),
          line_chart({id, title, "投函した日ごとの、申請から投函までの日数の中央値と95%の線。"},
                     day_axis(figures, "日"), lines)};
}

ReportChart mails(const DailyFigures& figures, const std::string& id) {
  std::vector<ChartBar> bars;
  for (const std::string& state : mail_outcome_states()) {
    bars.push_back(
        {mail_outcome_name(state), figures.arrived(figures.day(), CountKind::mail, state)});
  }
  const std::string title = "メールの結果(この日)";
  return {title,
          "",
          {},
          bar_chart({id, title, fmt::format("送信済は{}通。", bars.front().value)}, bars)};
}

ReportChart letters(const DailyFigures& figures, const std::string& id) {
  std::vector<ChartBar> bars;
  for (const LetterState state : all_letter_states()) {
    if (!is_live(state)) continue;
    bars.push_back({std::string(japanese(state)),
                    figures.stock(figures.day(), CountKind::letter, to_text(state))});
  }
  const std::string title = "使える通知書(工程ごと)";
  return {
      title, "", {}, bar_chart({id, title, "この日の終わりに、各工程にある通知書の数。"}, bars)};
}

std::string claim_days_note(const std::vector<std::int64_t>& submitted) {
  const auto end =
      submitted.begin() + static_cast<std::ptrdiff_t>(std::min(submitted.size(), kClaimDays));
  const std::int64_t early = std::accumulate(submitted.begin(), end, std::int64_t{0});
  const std::int64_t all = std::accumulate(end, submitted.end(), early);
  if (all == 0) return "今月の申請はまだありません。";
  return fmt::format("今月の申請{}件のうち、請求期間(1〜10日)は{}件({}%)。", grouped(all),
                     grouped(early), early * 100 / all);
}

ReportChart load(const DailyFigures& figures, const std::string& id) {
  const auto submitted = figures.submitted_by_day_of_month();
  Series this_month{"今月", {}};
  for (const std::int64_t count : submitted)
    this_month.values.emplace_back(static_cast<double>(count));
  const Series before{"前の月までの平均", figures.mean_submitted_before()};
  ChartAxis axis{"件", std::vector<std::string>(kDaysOfMonth), kClaimDays};
  for (std::size_t i = 0; i < kDaysOfMonth; ++i) {
    if (i == 0 || (i + 1) % kLabelEvery == 0) axis.labels[i] = fmt::format("{}日", i + 1);
  }
  auto legend = legend_of({this_month, before});
  legend.push_back({"ground", "請求期間"});
  const std::string title = "月の中の申請の波(1〜10日は請求期間)";
  const std::string note = claim_days_note(submitted);
  return {title, note, std::move(legend),
          column_chart({id, title, note}, axis, {this_month}, before)};
}

}  // namespace

const std::vector<ApplicationState>& states_at_work() {
  using enum ApplicationState;
  static const std::vector<ApplicationState> states{submitted, in_review, on_hold, approved,
                                                    issued,    printed,   posted};
  return states;
}

const std::vector<std::string>& mail_outcome_states() {
  using enum NoticeState;
  static const std::vector<std::string> states = [] {
    std::vector<std::string> texts;
    for (const NoticeState state : {sent, deferred, failed, unknown, bounced, expired, cancelled})
      texts.emplace_back(to_text(state));
    return texts;
  }();
  return states;
}

std::string mail_outcome_name(const std::string& state) {
  return std::string(japanese(parse_notice_state(state).value()));
}

std::vector<ReportChart> report_charts(const DailyFigures& figures, const std::string& id) {
  return {applications_now(figures, id + "-now"), applications_by_day(figures, id + "-days"),
          waits(figures, id + "-waits"),          load(figures, id + "-load"),
          letters(figures, id + "-letters"),      mails(figures, id + "-mails")};
}

std::string short_date(std::int64_t day) {
  const JapanDate date = date_of_day(day);
  return fmt::format("{}/{}", date.month, date.day);
}

std::string days_text(std::int64_t ms) {
  return fmt::format("{:.1f}", static_cast<double>(ms) / static_cast<double>(kDayMs));
}

}  // namespace saihakko
