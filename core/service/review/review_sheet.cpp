#include "core/service/review/review_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/domain/calendar.hpp"
#include "core/files/csv_file.hpp"
#include "core/files/csv_writer.hpp"
#include "core/service/applications/return_envelope.hpp"
#include "core/service/review/review_remarks.hpp"

namespace saihakko {
namespace {

constexpr int kLastDayOfClaims = 10;
constexpr std::size_t kMostEarlierNamed = 10;

/// The 10th that comes next, today's included.
JapanDate next_deadline(Instant now) {
  JapanDate day = japan_date(now);
  if (day.day > kLastDayOfClaims) {
    day.year += day.month / 12;
    day.month = day.month % 12 + 1;
  }
  day.day = kLastDayOfClaims;
  return day;
}

std::string earlier_text(const std::vector<Application>& earlier) {
  std::string text;
  for (std::size_t i = 0; i < std::min(earlier.size(), kMostEarlierNamed); ++i) {
    const Application& one = earlier[i];
    text +=
        fmt::format("{}{} {} {}", i == 0 ? "" : "\n", japan_minute(one.submitted_at).substr(0, 10),
                    one.receipt_number, japanese(one.state));
  }
  if (earlier.size() > kMostEarlierNamed) {
    text += fmt::format("\nほか{}件", earlier.size() - kMostEarlierNamed);
  }
  return text;
}

std::string calls_text(const ReviewRow& row) {
  std::string text;
  for (const Call& call : row.calls) {
    text += fmt::format("{}{}", text.empty() ? "" : "\n", call_text(call, row.office));
  }
  return text;
}

std::string approvals_text(int given, int needed) {
  return given == 0 ? "" : fmt::format("{}/{}", given, needed);
}

std::string findings_text(const ReviewRow& row) {
  std::string text;
  for (const Finding& finding : row.findings) {
    text += fmt::format("{}{}{}", text.empty() ? "" : "\n",
                        is_blocking(finding.code) ? "[承認不可] " : "", japanese(finding));
  }
  for (const RecentChange& change : row.ledger_changes)
    text += fmt::format("\n{}", recent_change_text(change));
  return text;
}

std::string state_text(const ReviewRow& row, const ReviewCalendar& calendar,
                       const ReasonList& reasons) {
  const Application& application = row.application;
  const std::string_view text = japanese(application.state);
  const std::string_view label = reasons.label(application.reason_code);
  if (label.empty()) return std::string(text);
  const auto wait = row.approvals == 0
                        ? envelope_wait(application, calendar.settings, calendar.working_days)
                        : std::nullopt;
  return fmt::format("{}({}{})", text, label, wait ? envelope_text(*wait) : "");
}

std::vector<SheetColumn> review_columns() {
  std::vector<SheetColumn> columns;
  for (const char* title : {"受付番号",   "至急",
                            "事業所番号", "事業所名",
                            "電話番号",   "郵便番号",
                            "住所",       "連合会",
                            "種別",       "状態",
                            "申請日時",   "この状態になった日時",
                            "経過営業日", "10日までに届くか",
                            "所見",       "過去12か月の申請",
                            "電話確認",   "承認した人数",
                            "判定",       "理由",
                            "備考",       "審査者",
                            "更新番号"}) {
    columns.push_back({title});
  }
  return columns;
}

std::vector<std::string> cells_of(const ReviewRow& row, const ReviewCalendar& calendar,
                                  const std::string& arrival, const ReasonList& reasons,
                                  Instant now) {
  const Application& application = row.application;
  const Office office = row.office.value_or(Office{.number = application.office_number});
  return {application.receipt_number,
          application.urgent ? "至急" : "",
          application.office_number.text(),
          office.name,
          office.phone,
          postcode_text(office.postcode),
          office.address,
          application.prefecture,
          std::string(japanese(application.kind)),
          state_text(row, calendar, reasons),
          japan_minute(application.submitted_at),
          japan_minute(application.state_since),
          std::to_string(calendar.working_days.between(application.submitted_at, now)),
          any_blocking(row.findings) ? "所見を先に直す必要があります" : arrival,
          findings_text(row),
          earlier_text(row.earlier),
          calls_text(row),
          approvals_text(row.approvals, calendar.settings.review.approvals),
          "",
          "",
          "",
          "",
          std::to_string(application.version)};
}

std::string on_one_line(std::string_view cell) {
  std::string line;
  for (const char c : cell) {
    if (c == '\n') {
      line += " / ";
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace

std::string arrival_text(const ReviewCalendar& calendar, Instant now) {
  const JapanDate deadline = next_deadline(now);
  const std::int64_t left = calendar.working_days.between(now, start_of_japan_day(deadline)) -
                            calendar.settings.review.mail_days;
  const std::string day = fmt::format("{}月{}日", deadline.month, deadline.day);
  return left < 0 ? fmt::format("{}には間に合いません", day)
                  : fmt::format("{}に間に合います(余裕{}営業日)", day, left);
}

Sheet review_sheet(const std::vector<ReviewRow>& rows, const ReviewCalendar& calendar,
                   const ReasonList& reasons, Instant now) {
  Sheet sheet{"審査一覧", review_columns(), {}};
  const std::string arrival = arrival_text(calendar, now);
  for (const ReviewRow& row : rows) {
    sheet.rows.push_back(cells_of(row, calendar, arrival, reasons, now));
  }
  return sheet;
}

std::string sheet_csv(const Sheet& sheet, TextEncoding encoding) {
  std::vector<std::string> titles;
  for (const SheetColumn& column : sheet.columns)
    titles.push_back(column.title);
  std::string text = csv_line(titles);
  for (std::vector<std::string> cells : sheet.rows) {
    for (std::string& cell : cells)
      cell = defused(on_one_line(cell));
    text += csv_line(cells);
  }
  return csv_file(text, encoding);
}

}  // namespace saihakko
