#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/domain/working_days.hpp"
#include "core/files/text_encoding.hpp"
#include "core/files/workbook.hpp"
#include "core/service/review/review_row.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// What a worksheet is reckoned with.
struct ReviewCalendar {
  const WorkingDays& working_days;
  const Settings& settings;
};

/// Whether a letter that is approved at `now` is with its office by the next 10th: claims are due
/// from the 1st to the 10th of a month.
std::string arrival_text(const ReviewCalendar& calendar, Instant now);

/// The worksheet (審査一覧): a row each, its last column 更新番号, with empty cells for the
/// decision. A last column that is never empty keeps Excel from leaving off the blank ends of rows
/// in a CSV.
Sheet review_sheet(const std::vector<ReviewRow>& rows, const ReviewCalendar& calendar,
                   const ReasonList& reasons, Instant now);

/// The table as CSV, a row a line. A cell that a spreadsheet would take for a formula has an
/// apostrophe before it.
std::string sheet_csv(const Sheet& sheet, TextEncoding encoding);

}  // namespace saihakko
