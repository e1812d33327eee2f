#pragma once

#include <string>
#include <vector>

#include "core/domain/application_state.hpp"
#include "core/domain/letter_state.hpp"
#include "core/service/report/daily_figures.hpp"

namespace saihakko {

struct LegendEntry {
  std::string css_class;  ///< `s0` …
  std::string name;
};

/// A chart of the daily report with what the page writes around it.
struct ReportChart {
  std::string title;
  std::string note;  ///< below it; may be empty
  std::vector<LegendEntry> legend;
  std::string svg;
};

/// The states of an application that somebody of the union, or the print room, is at work on.
const std::vector<ApplicationState>& states_at_work();

/// Outcomes of mails as the daily counts name them, in the order of the page.
const std::vector<std::string>& mail_outcome_states();
std::string mail_outcome_name(const std::string& state);

/// All charts of one union, in the order of the page. `id` begins the ids of their elements.
std::vector<ReportChart> report_charts(const DailyFigures& figures, const std::string& id);

/// `11/21`.
std::string short_date(std::int64_t day);

/// Days with one decimal: `2.5`.
std::string days_text(std::int64_t ms);

}  // namespace saihakko
