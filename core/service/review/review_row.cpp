#include "core/service/review/review_row.hpp"

#include <utility>

#include "core/service/review/review_remarks.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/calls_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/worksheets_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kTwelveMonths_ms = 365 * kDayMs;
constexpr std::int64_t kMostOfOffice = 1000;

std::vector<Application> earlier_ones(Database& database, const Application& application,
                                      Instant now) {
  std::vector<Application> earlier;
  for (Application& other : applications_of(database, application.office_number, kMostOfOffice)) {
    const bool handed_in = !may_change(other.state, ApplicationState::abandoned) &&
                           other.state != ApplicationState::abandoned;
    const bool recent = other.submitted_at >= now.plus_ms(-kTwelveMonths_ms);
    if (other.id < application.id && handed_in && recent) earlier.push_back(std::move(other));
  }
  return earlier;
}

}  // namespace

std::vector<ReviewRow> review_rows(Database& database, std::string_view prefecture,
                                   const ReviewSettings& rules, std::int64_t limit, Instant now) {
  std::vector<ReviewRow> rows;
  for (const Application& application : applications_to_review(database, prefecture, limit)) {
    auto office = find_office(database, application.office_number);
    auto findings = findings_of(database, application.id);
    auto changes = told_changes(database, office, findings, rules, now);
    rows.push_back({application, std::move(office), std::move(findings), std::move(changes),
                    earlier_ones(database, application, now), calls_of(database, application.id),
                    approvals_given(database, application)});
  }
  return rows;
}

}  // namespace saihakko
