#include "core/service/review/worksheet_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/domain/decision_text.hpp"

namespace saihakko {
namespace {

constexpr const char* kReasonSheet = "理由";
constexpr int kFrozenColumns = 4;
constexpr int kPrintedColumns = 9;  // up to 審査者; paper_page() has the others

std::size_t index_of(const Sheet& table, std::string_view title) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(),
                   [title](const SheetColumn& column) { return column.title == title; });
  return static_cast<std::size_t>(found - table.columns.begin());
}

/// What a row says in some columns, a line each, blank ones left out.
class RowText {
 public:
  RowText(const Sheet& table, const std::vector<std::string>& cells)
      : table_(table), cells_(cells) {}

  const std::string& at(std::string_view title) const { return cells_.at(index_of(table_, title)); }

  /// Behind `label`, where there is something to label.
  std::string labelled(std::string_view label, std::string_view title) const {
    return at(title).empty() ? "" : fmt::format("{}{}", label, at(title));
  }

  static std::string lines(std::initializer_list<std::string> parts) {
    std::string text;
    for (const std::string& part : parts) {
      if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
    }
    return text;
  }

 private:
  const Sheet& table_;
  const std::vector<std::string>& cells_;
};

std::vector<SheetColumn> desk_columns(std::size_t reasons) {
  const std::string too_long = fmt::format("{}文字までです。", kLongestDecisionText);
  return {
      {"受付番号", 13},
      {"至急", 6},
      {"事業所番号", 12},
      {"事業所名", 24},
      {"所見", 40},
      {"判定", 9, CellUse::filled_in, "承認,不承認,保留", 0,
       "承認、不承認、保留のどれかを選んでください。決めていない申請は空のままにします。"},
      {"理由", 26, CellUse::filled_in, fmt::format("='{}'!$B$2:$B${}", kReasonSheet, reasons + 1),
       0, "一覧から選んでください。不承認と保留に必要です。内容はシート「理由」にあります。"},
      {"備考", 26, CellUse::filled_in, "", kLongestDecisionText, too_long},
      {"審査者", 12, CellUse::filled_in, "", kLongestDecisionText, too_long},
      {"10日までに届くか", 18},
      {"電話番号", 15},
      {"電話確認", 40},
      {"状態", 18},
      {"承認した人数", 8},
      {"経過営業日", 8},
      {"過去12か月の申請", 32},
      {"種別", 8},
      {"郵便番号", 10},
      {"住所", 36},
      {"申請日時", 17},
      {"この状態になった日時", 17},
      {"連合会", 8},
      {"更新番号", 9}};
}

std::vector<SheetColumn> paper_columns() {
  return {{"受付", 16},
          {"事業所", 28},
          {"状態", 16},
          {"所見", 34},
          {"電話確認、過去12か月の申請", 24},
          {"判定", 8, CellUse::filled_in},
          {"理由、備考", 14, CellUse::filled_in}};
}

std::vector<std::string> paper_cells(const RowText& row) {
  return {RowText::lines({row.at("受付番号"), row.at("至急"), row.at("申請日時")}),
          RowText::lines({row.at("事業所番号") + " " + row.at("種別"), row.at("事業所名"),
                          row.labelled("〒", "郵便番号"), row.at("住所"),
                          row.labelled("電話 ", "電話番号")}),
          RowText::lines({row.at("状態"), row.labelled("承認した人数 ", "承認した人数"),
                          row.labelled("経過営業日 ", "経過営業日"), row.at("10日までに届くか")}),
          row.at("所見"),
          RowText::lines({row.at("電話確認"), row.at("過去12か月の申請")}),
          "",
          ""};
}

}  // namespace

std::string worksheet_heading(const std::string& union_name, const std::string& minute) {
  return fmt::format("審査一覧 {} {} 現在", union_name, minute);
}

Sheet desk_page(const Sheet& table, const ReasonList& reasons, const std::string& heading) {
  Sheet page{.name = table.name,
             .columns = desk_columns(reasons.for_decisions().size()),
             .rows = {},
             .frozen = kFrozenColumns,
             .printed_columns = kPrintedColumns,
             .use = SheetUse::fill_in,
             .heading = heading};
  for (const auto& cells : table.rows) {
    std::vector<std::string> moved;
    for (const SheetColumn& column : page.columns)
      moved.push_back(RowText(table, cells).at(column.title));
    page.rows.push_back(std::move(moved));
  }
  return page;
}

Sheet paper_page(const Sheet& table, const std::string& heading) {
  Sheet page{.name = "印刷用",
             .columns = paper_columns(),
             .rows = {},
             .frozen = 1,
             .use = SheetUse::print,
             .heading = heading};
  for (const auto& cells : table.rows)
    page.rows.push_back(paper_cells(RowText(table, cells)));
  return page;
}

Sheet reason_page(const ReasonList& reasons, const std::string& heading) {
  Sheet page{.name = kReasonSheet,
             .columns = {{"判定", 9}, {"理由", 44}, {"申請者への文", 80}},
             .rows = {},
             .use = SheetUse::print,
             .heading = heading};
  for (const Reason* reason : reasons.for_decisions()) {
    page.rows.push_back(
        {std::string(japanese(*reason->verdict)), reason_choice(*reason), reason->sentence});
  }
  return page;
}

}  // namespace saihakko
