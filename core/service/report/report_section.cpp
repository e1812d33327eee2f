#include "core/service/report/report_section.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "core/domain/application_state.hpp"
#include "core/domain/letter_state.hpp"
#include "core/service/report/report_charts.hpp"
#include "core/service/report/svg_chart.hpp"

namespace saihakko {
namespace {

using Data = kainjow::mustache::data;

Data tile(const char* label, std::int64_t value, const char* unit) {
  return page_object({{"label", label}, {"value", grouped(value)}, {"unit", unit}});
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
    Data entry = page_object({{"chart_title", chart.title}, {"svg", chart.svg}});
    if (!chart.note.empty()) entry.set("note", chart.note);
    Data legend(Data::type::list);
    for (const LegendEntry& item : chart.legend)
      legend.push_back(page_object({{"colour", item.css_class}, {"name", item.name}}));
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
    Data row = page_object({{"state", std::string(japanese(each))},
                            {"opening", grouped(opening)},
                            {"arrived", signed_count("+", arrived)},
                            {"departed", signed_count("−", departed)},
                            {"stock", grouped(stock)}});
    row.set("wrong", page_flag(opening + arrived - departed != stock));
    rows.push_back(row);
  }
  return rows;
}

Data balances(const DailyFigures& figures) {
  Data list(Data::type::list);
  Data applications = page_object({{"subject", "申請の増減"}});
  applications.set("rows", balance_rows(figures, CountKind::application, all_application_states()));
  applications.set("tall", page_flag(true));
  list.push_back(applications);
  Data letters = page_object({{"subject", "通知書の増減"}});
  letters.set("rows", balance_rows(figures, CountKind::letter, all_letter_states()));
  letters.set("tall", page_flag(false));
  list.push_back(letters);
  return list;
}

Data mails(const DailyFigures& figures) {
  Data rows(Data::type::list);
  for (const std::string& state : mail_outcome_states()) {
    rows.push_back(
        page_object({{"state", mail_outcome_name(state)},
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
      page_object({{"day", short_date(day)},
                   {"submitted", count("submitted")},
                   {"approved", count("approved")},
                   {"rejected", count("rejected")},
                   {"posted", count("posted")},
                   {"completed", count("completed")},
                   {"waiting", grouped(stock("submitted") + stock("in_review") + stock("on_hold"))},
                   {"median", wait ? days_text(wait->median_ms) : "—"},
                   {"within95", wait ? days_text(wait->within95_ms) : "—"}});
  row.set("rest", page_flag(weekday_of(day) == 0 || weekday_of(day) == 6));
  return row;
}

Data section(const ReportWindow& window, const UnionList& unions, const std::string& prefecture,
             const std::string& heading) {
  const DailyFigures figures(window, prefecture);
  const std::string id = fmt::format("u{}", prefecture);
  Data data = page_object({{"id", id}, {"heading", heading + union_name(prefecture, unions)}});
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

}  // namespace

Data page_object(std::initializer_list<std::pair<const char*, std::string>> fields) {
  Data data(Data::type::object);
  for (const auto& [name, value] : fields)
    data.set(name, value);
  return data;
}

Data page_flag(bool is_set) {
  return Data(is_set ? Data::type::bool_true : Data::type::bool_false);
}

std::string union_name(const std::string& prefecture, const UnionList& unions) {
  if (prefecture == kAllUnions) return "全体";
  if (!unions.all().contains(prefecture)) return "連合会が分からないもの";
  return unions.at(prefecture).name;
}

std::int64_t weekday_of(std::int64_t day) {
  return (day + 4) % 7;  // 1970-01-01 was a Thursday; 0: Sunday
}

Data report_sections(const ReportWindow& window, const UnionList& unions) {
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

}  // namespace saihakko
