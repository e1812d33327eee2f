#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/review/review_sheet.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What the making of worksheets needs.
struct WorksheetDesk {
  const Settings& settings;
  const ReasonList& reasons;
  const UnionList& unions;
  const WorkingDays& working_days;
};

struct MadeWorksheet {
  std::string prefecture;
  std::filesystem::path xlsx;
  std::filesystem::path csv;
  std::int64_t applications = 0;
};

/// Whether a worksheet is made again though the newest one shows all there is.
enum class MakeWorksheet { when_new, always };

/// Makes the union's worksheet when an application in review or on hold is not shown by the newest
/// one as it is now; nullopt when there is nothing to show. `{state.dir}/review/審査一覧_
/// YYYYMMDD_HHMM.xlsx` and `.csv`, dated by the real clock as all file names are, with the union's
/// code behind it (`_13`) where applications were made to several unions, and in `review/13` where
/// that directory stands, so that a union's reviewers may read theirs alone. Each file appears
/// whole, by rename. The row of the worksheet is written first and closed last, so that what a
/// killed process began is written again under the same name.
std::optional<MadeWorksheet> make_worksheet(Database& database, const Actor& actor,
                                            const WorksheetDesk& desk, std::string_view prefecture,
                                            MakeWorksheet when, Instant now);

}  // namespace saihakko
