#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/report/count_days.hpp"
#include "core/service/report/report_template.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What the writing of reports needs.
struct ReportDesk {
  const Settings& settings;
  const UnionList& unions;
  const ReportTemplate& page;
};

struct DailyReport {
  std::filesystem::path page;
  std::filesystem::path csv;
  std::vector<Imbalance> imbalances;
};

/// Writes the page of a counted day, `{state.dir}/reports/YYYY-MM-DD.html`, and the CSV of its
/// month, `YYYY-MM.csv`, each by rename, and notes the day as published. The page is one HTML file
/// that loads nothing, holds numbers only, and is the same for the same day whenever it is made,
/// but for the line that says when. Throws FileError.
DailyReport publish_report(Database& database, const ReportDesk& desk, std::int64_t day,
                           Instant now);

/// `2026-11-21`.
std::string day_text(std::int64_t day);

/// What does not balance, in one sentence for a person of the union.
std::string japanese(const Imbalance& imbalance, const UnionList& unions);

}  // namespace saihakko
