#include "core/service/report/daily_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/domain/application_state.hpp"
#include "core/domain/calendar.hpp"
#include "core/domain/letter_state.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/report/daily_figures.hpp"
#include "core/service/report/report_csv.hpp"
#include "core/service/report/report_section.hpp"
#include "core/service/report/svg_chart.hpp"
#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using Data = kainjow::mustache::data;

constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;

std::string long_date(std::int64_t day) {
  static constexpr std::array kNames{"日", "月", "火", "水", "木", "金", "土"};
  const JapanDate date = date_of_day(day);
  return fmt::format("{}年{}月{}日({})", date.year, date.month, date.day,
                     kNames[static_cast<std::size_t>(weekday_of(day))]);
}

std::string kind_name(CountKind kind) {
  switch (kind) {
    case CountKind::application: return "申請";
    case CountKind::letter: return "通知書";
    case CountKind::mail: return "メール";
  }
  return {};
}

std::string state_name(CountKind kind, const std::string& state) {
  if (kind == CountKind::application) {
    const auto known = parse_application_state(state);
    return known ? std::string(japanese(*known)) : state;
  }
  const auto known = parse_letter_state(state);
  return known ? std::string(japanese(*known)) : state;
}

std::vector<DailyCount> counts_on(const ReportWindow& window, std::int64_t day) {
  std::vector<DailyCount> counts;
  std::copy_if(window.counts.begin(), window.counts.end(), std::back_inserter(counts),
               [day](const DailyCount& count) { return count.day == day; });
  return counts;
}

std::vector<Imbalance> imbalances_of(const ReportWindow& window) {
  return imbalances(counts_on(window, window.day - 1), counts_on(window, window.day));
}

std::string page_of(const ReportWindow& window, const ReportDesk& desk, Instant now) {
  const auto wrong = imbalances_of(window);
  Data data = page_object({{"title", fmt::format("再発行 日報 {}", day_text(window.day))},
                           {"date", long_date(window.day)},
                           {"made_at", japan_minute(now)}});
  data.set("alert", page_flag(!wrong.empty()));
  Data alerts(Data::type::list);
  for (const Imbalance& each : wrong)
    alerts.push_back(page_object({{"text", japanese(each, desk.unions)}}));
  data.set("alerts", alerts);
  data.set("sections", report_sections(window, desk.unions));
  return desk.page.fill(data);
}

}  // namespace

std::string day_text(std::int64_t day) {
  const JapanDate date = date_of_day(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string japanese(const Imbalance& imbalance, const UnionList& unions) {
  return fmt::format("{} {}「{}」: 前日 {} + 入 {} − 出 {} = {} のはずが {} です",
                     union_name(imbalance.prefecture, unions), kind_name(imbalance.kind),
                     state_name(imbalance.kind, imbalance.state), grouped(imbalance.opening),
                     grouped(imbalance.arrived), grouped(imbalance.departed),
                     grouped(imbalance.expected()), grouped(imbalance.stock));
}

DailyReport publish_report(Database& database, const ReportDesk& desk, std::int64_t day,
                           Instant now) {
  const fs::path directory = desk.settings.state_dir / "reports";
  const std::string name = day_text(day);
  const ReportWindow window = load_window(database, day);
  DailyReport report{directory / (name + ".html"), directory / (name.substr(0, 7) + ".csv"),
                     imbalances_of(window)};
  make_directories(directory, kDirectoryMode);
  replace_file(report.page, page_of(window, desk, now), kFileMode);
  replace_file(report.csv, monthly_csv(database, date_of_day(day)), kFileMode);
  Transaction transaction(database);
  mark_published(database, day);
  transaction.commit();
  return report;
}

}  // namespace saihakko
