#include "core/service/applications/recent_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/calendar.hpp"
#include "core/store/tables/office_history_table.hpp"

namespace saihakko {
namespace {

struct Told {
  const char* field;
  std::string Office::*value;
};

constexpr Told kTold[] = {{"name", &Office::name},
                          {"address", &Office::address},
                          {"security_mail", &Office::security_mail}};

bool names(const std::string& fields, const std::string& field) {
  return ("," + fields + ",").find("," + field + ",") != std::string::npos;
}

}  // namespace

std::vector<RecentChange> recent_changes(Database& database, const Office& office,
                                         const ReviewSettings& rules, Instant now) {
  const auto history = changes_of_office_since(database, office.number,
                                               now.plus_ms(-rules.recent_change_days * kDayMs));
  std::vector<RecentChange> changes;
  for (const auto& [field, value] : kTold) {
    const OfficeChange* first = nullptr;
    Instant last;
    for (const OfficeChange& change : history) {
      if (!names(change.fields, field)) continue;
      if (first == nullptr) first = &change;
      last = change.changed_at;
    }
    if (first == nullptr || (first->before.*value).empty()) continue;
    if (first->before.*value == office.*value) continue;
    changes.push_back({field, first->before.*value, office.*value, last});
  }
  return changes;
}

std::vector<RecentChange> told_changes(Database& database, const std::optional<Office>& office,
                                       const std::vector<Finding>& findings,
                                       const ReviewSettings& rules, Instant now) {
  const bool told = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.code == FindingCode::ledger_changed;
  });
  if (!told || !office) return {};
  return recent_changes(database, *office, rules, now);
}

std::vector<std::string> recently_changed_fields(const std::vector<RecentChange>& changes) {
  std::vector<std::string> fields;
  for (const RecentChange& change : changes)
    fields.push_back(change.field);
  return fields;
}

std::string recent_change_text(const RecentChange& change) {
  return fmt::format("{} {}: 「{}」 → 「{}」", ledger_column(change.field),
                     japan_day_text(change.changed_at), change.before, change.after);
}

}  // namespace saihakko
