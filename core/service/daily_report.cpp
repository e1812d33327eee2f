#include "core/service/daily_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <kainjow/mustache.hpp>

#include "core/domain/application_state.hpp"
#include "core/domain/calendar.hpp"
#include "core/domain/letter_state.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/daily_figures.hpp"
#include "core/service/report_charts.hpp"
#include "core/service/report_csv.hpp"
#include "core/service/svg_chart.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using Data = kainjow::mustache::data;

constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;

std::int64_t weekday_of(std::int64_t day) {
  return (day + 4) % 7;  // 1970-01-01 was a Thursday; 0: Sunday
}

std::string long_date(std::int64_t day) {
  static constexpr std::array kNames{"日", "月", "火", "水", "木", "金", "土"};
  const JapanDate date = date_of_day(day);
  return fmt::format("{}年{}月{}日({})", date.year, date.month, date.day,
                     kNames[static_cast<std::size_t>(weekday_of(day))]);
}

Data object(std::initializer_list<std::pair<const char*, std::string>> fields) {
  Data data(Data::type::object);
  for (const auto& [name, value] : fields)
    data.set(name, value);
  return data;
}

Data flag(bool is_set) {
  return Data(is_set ? Data::type::bool_true : Data::type::bool_false);
}

std::string union_name(const std::string& prefecture, const UnionList& unions) {
  if (prefecture == kAllUnions) return "全体";
  if (!unions.all().contains(prefecture)) return "連合会が分からないもの";
  return unions.at(prefecture).name;
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

Data tile(const char* label, std::int64_t value, const char* unit) {
  return object({{"label", label}, {"value", grouped(value)}, {"unit", unit}});
}

Data tiles(const DailyFigures& figures) {
  const auto arrived = [&](const char* state) {
    return figures.arrived(figures.day(), CountKind::application, state);
  };
  const auto stock = [&](const char* state) {
    return figures.stock(figures.day(), CountKind::application, state);
  };
  Data list(Data::type::list);
  list.push_back(tile("新しい申請", arrived("submitted"), "件"));
  list.push_back(tile("承認", arrived("approved"), "件"));
  list.push_back(tile("投函", arrived("posted"), "件"));
  list.push_back(tile("完了", arrived("completed"), "件"));
  list.push_back(
      tile("審査待ち", stock("submitted") + stock("in_review") + stock("on_hold"), "件"));
  list.push_back(tile("投函待ち", stock("approved") + stock("issued") + stock("printed"), "件"));
  return list;
}

Data charts(const DailyFigures& figures, const std::string& id) {
  Data list(Data::type::list);
  for (ReportChart& chart : report_charts(figures, id)) {
    Data entry = object({{"chart_title", chart.title}, {"svg", chart.svg}});
    if (!chart.note.empty()) entry.set("note", chart.note);
    Data legend(Data::type::list);
    for (const LegendEntry& item : chart.legend)
      legend.push_back(object({{"colour", item.css_class}, {"name", item.name}}));
    entry.set("legend", legend);
    list.push_back(entry);
  }
  return list;
}

std::string signed_count(std::string_view sign, std::int64_t count) {
  return count == 0 ? "0" : fmt::format("{}{}", sign, grouped(count));
}

/// Yesterday + in − out = today, state by state; states in which nothing is and moves are left out.
template <class State>
Data balance_rows(const DailyFigures& figures, CountKind kind, const std::vector<State>& states) {
  Data rows(Data::type::list);
  for (const State each : states) {
    const std::string_view state = to_text(each);
    const std::int64_t opening = figures.stock(figures.day() - 1, kind, state);
    const std::int64_t arrived = figures.arrived(figures.day(), kind, state);
    const std::int64_t departed = figures.departed(figures.day(), kind, state);
    const std::int64_t stock = figures.stock(figures.day(), kind, state);
    if (opening == 0 && arrived == 0 && departed == 0 && stock == 0) continue;
    Data row = object({{"state", std::string(japanese(each))},
                       {"opening", grouped(opening)},
                       {"arrived", signed_count("+", arrived)},
                       {"departed", signed_count("−", departed)},
                       {"stock", grouped(stock)}});
    row.set("wrong", flag(opening + arrived - departed != stock));
    rows.push_back(row);
  }
  return rows;
}

Data balances(const DailyFigures& figures) {
  Data list(Data::type::list);
  Data applications = object({{"subject", "申請の増減"}});
  applications.set("rows", balance_rows(figures, CountKind::application, all_application_states()));
  applications.set("tall", flag(true));
  list.push_back(applications);
  Data letters = object({{"subject", "通知書の増減"}});
  letters.set("rows", balance_rows(figures, CountKind::letter, all_letter_states()));
  letters.set("tall", flag(false));
  list.push_back(letters);
  return list;
}

Data mails(const DailyFigures& figures) {
  Data rows(Data::type::list);
  for (const std::string& state : mail_outcome_states()) {
    rows.push_back(
        object({{"state", mail_outcome_name(state)},
                {"arrived", grouped(figures.arrived(figures.day(), CountKind::mail, state))},
                {"month", grouped(figures.arrived_in_month(CountKind::mail, state))}}));
  }
  return rows;
}

Data day_row(const DailyFigures& figures, std::int64_t day) {
  const auto count = [&](const char* state) {
    return grouped(figures.arrived(day, CountKind::application, state));
  };
  const auto stock = [&](const char* state) {
    return figures.stock(day, CountKind::application, state);
  };
  const auto wait = figures.wait(day);
  Data row =
      object({{"day", short_date(day)},
              {"submitted", count("submitted")},
              {"approved", count("approved")},
              {"rejected", count("rejected")},
              {"posted", count("posted")},
              {"completed", count("completed")},
              {"waiting", grouped(stock("submitted") + stock("in_review") + stock("on_hold"))},
              {"median", wait ? days_text(wait->median_ms) : "—"},
              {"within95", wait ? days_text(wait->within95_ms) : "—"}});
  row.set("rest", flag(weekday_of(day) == 0 || weekday_of(day) == 6));
  return row;
}

Data section(const ReportWindow& window, const UnionList& unions, const std::string& prefecture,
             const std::string& heading) {
  const DailyFigures figures(window, prefecture);
  const std::string id = fmt::format("u{}", prefecture);
  Data data = object({{"id", id}, {"heading", heading + union_name(prefecture, unions)}});
  data.set("tiles", tiles(figures));
  data.set("charts", charts(figures, id));
  data.set("balances", balances(figures));
  data.set("mails", mails(figures));
  Data days(Data::type::list);
  for (std::int64_t day = figures.day(); day > figures.day() - kReportDays; --day)
    days.push_back(day_row(figures, day));
  data.set("days", days);
  return data;
}

Data sections(const ReportWindow& window, const UnionList& unions) {
  const auto prefectures = unions_of(window);
  Data list(Data::type::list);
  if (prefectures.size() == 1) {
    list.push_back(section(window, unions, prefectures.front(), ""));
    return list;
  }
  list.push_back(section(window, unions, std::string(kAllUnions), ""));
  for (const std::string& prefecture : prefectures) {
    const std::string code = prefecture.empty() ? "" : prefecture + " ";
    list.push_back(section(window, unions, prefecture, code));
  }
  return list;
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
  Data data = object({{"title", fmt::format("再発行 日報 {}", day_text(window.day))},
                      {"date", long_date(window.day)},
                      {"made_at", japan_minute(now)}});
  data.set("alert", flag(!wrong.empty()));
  Data alerts(Data::type::list);
  for (const Imbalance& each : wrong)
    alerts.push_back(object({{"text", japanese(each, desk.unions)}}));
  data.set("alerts", alerts);
  data.set("sections", sections(window, desk.unions));
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

std::string report_page(Database& database, const ReportDesk& desk, std::int64_t day, Instant now) {
  return page_of(load_window(database, day), desk, now);
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
