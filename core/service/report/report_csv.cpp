#include "core/service/report/report_csv.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "core/domain/application_state.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/report/count_days.hpp"
#include "core/service/report/report_charts.hpp"

namespace saihakko {
namespace {

using Days = std::map<std::int64_t, std::vector<DailyCount>>;
using Waits = std::map<std::pair<std::int64_t, std::string>, DailyWait>;

enum class Column { arrived, stock };

struct CountColumn {
  const char* heading;
  CountKind kind;
  const char* state;
  Column column;
};

constexpr CountColumn kColumns[] = {
    {"申請", CountKind::application, "submitted", Column::arrived},
    {"承認", CountKind::application, "approved", Column::arrived},
    {"不承認", CountKind::application, "rejected", Column::arrived},
    {"受付不可", CountKind::application, "refused", Column::arrived},
    {"取下げ", CountKind::application, "withdrawn", Column::arrived},
    {"発行", CountKind::application, "issued", Column::arrived},
    {"投函", CountKind::application, "posted", Column::arrived},
    {"完了", CountKind::application, "completed", Column::arrived},
    {"失効", CountKind::application, "lapsed", Column::arrived},
    {"残 受付", CountKind::application, "submitted", Column::stock},
    {"残 審査中", CountKind::application, "in_review", Column::stock},
    {"残 保留", CountKind::application, "on_hold", Column::stock},
    {"残 承認", CountKind::application, "approved", Column::stock},
    {"残 発行", CountKind::application, "issued", Column::stock},
    {"残 印刷済", CountKind::application, "printed", Column::stock},
    {"残 投函済", CountKind::application, "posted", Column::stock},
    {"書損", CountKind::letter, "spoiled", Column::arrived},
    {"返戻", CountKind::letter, "returned", Column::arrived},
    {"メール送信済", CountKind::mail, "sent", Column::arrived},
    {"メール再送待ち", CountKind::mail, "deferred", Column::arrived},
    {"メール送信不可", CountKind::mail, "failed", Column::arrived},
    {"メール不明", CountKind::mail, "unknown", Column::arrived},
    {"メール不達", CountKind::mail, "bounced", Column::arrived},
};

std::string heading() {
  std::vector<std::string> fields{"日付", "連合会"};
  for (const CountColumn& column : kColumns)
    fields.emplace_back(column.heading);
  for (const char* last : {"申請から投函まで 中央値(日)", "申請から投函まで 95%(日)", "件数の収支"})
    fields.emplace_back(last);
  return csv_line(fields);
}

std::int64_t value_of(const std::vector<DailyCount>& counts, std::string_view prefecture,
                      const CountColumn& column) {
  for (const DailyCount& count : counts) {
    if (count.prefecture == prefecture && count.kind == column.kind &&
        count.state == column.state) {
      return column.column == Column::arrived ? count.arrived : count.stock;
    }
  }
  return 0;
}

std::string row(const Days& days, const Waits& waits, std::int64_t day,
                const std::string& prefecture) {
  const JapanDate date = date_of_day(day);
  std::vector<std::string> fields{fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day),
                                  prefecture};
  for (const CountColumn& column : kColumns)
    fields.push_back(std::to_string(value_of(days.at(day), prefecture, column)));
  const auto wait = waits.find({day, prefecture});
  fields.push_back(wait == waits.end() ? "" : days_text(wait->second.median_ms));
  fields.push_back(wait == waits.end() ? "" : days_text(wait->second.within95_ms));
  const auto yesterday = days.find(day - 1);
  std::string balance = "一致";
  for (const Imbalance& found : imbalances(
           yesterday == days.end() ? std::vector<DailyCount>() : yesterday->second, days.at(day))) {
    if (found.prefecture == prefecture) balance = "不一致";
  }
  fields.push_back(std::move(balance));
  return csv_line(fields);
}

}  // namespace

std::string monthly_csv(Database& database, JapanDate month) {
  const std::int64_t first = day_number({month.year, month.month, 1});
  const std::int64_t last =
      day_number(month.month == 12 ? JapanDate{month.year + 1, 1, 1}
                                   : JapanDate{month.year, month.month + 1, 1}) -
      1;
  Days days;
  for (const std::int64_t day : counted_days(database, first - 1, last))
    days[day];
  std::set<std::string> unions;
  for (DailyCount& count : daily_counts(database, first - 1, last)) {
    if (count.day >= first) unions.insert(count.prefecture);
    days[count.day].push_back(std::move(count));
  }
  Waits waits;
  for (DailyWait& wait : daily_waits(database, first, last))
    waits[{wait.day, wait.prefecture}] = wait;
  std::string csv{kUtf8Bom};
  csv += heading();
  for (const auto& [day, counts] : days) {
    if (day < first) continue;
    for (const std::string& prefecture : unions)
      csv += row(days, waits, day, prefecture);
  }
  return csv;
}

}  // namespace saihakko
