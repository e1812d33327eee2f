#pragma once

#include <string>

#include "core/files/workbook.hpp"
#include "core/service/setup/reason_list.hpp"

namespace saihakko {

/// `審査一覧 東京都国民健康保険団体連合会 2026-11-22 18:00 現在`, at the head of each page.
std::string worksheet_heading(const std::string& union_name, const std::string& minute);

/// The table of review_sheet() to work on: what names the application stays in view, and what is
/// found, 判定, 理由 and 備考 lie beside it on a screen of 1,366 pixels. 更新番号 stays the last
/// column.
Sheet desk_page(const Sheet& table, const ReasonList& reasons, const std::string& heading);

/// The same on paper, with room to write.
Sheet paper_page(const Sheet& table, const std::string& heading);

/// The reasons, which the drop-down of 理由 is taken from.
Sheet reason_page(const ReasonList& reasons, const std::string& heading);

}  // namespace saihakko
