#include "core/store/tables/findings_table.hpp"

#include <algorithm>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kRemove = "DELETE FROM findings WHERE application_id = $1";
constexpr const char* kAdd =
    "INSERT INTO findings (application_id, code, detail) VALUES ($1, $2, $3) "
    "ON CONFLICT (application_id, code, detail) DO NOTHING";
constexpr const char* kOf =
    "SELECT code, detail FROM findings WHERE application_id = $1 ORDER BY code, detail";

}  // namespace

void replace_findings(Database& database, std::int64_t application_id,
                      const std::vector<Finding>& findings) {
  database.execute(kRemove, application_id);
  for (const Finding& finding : findings)
    add_finding(database, application_id, finding);
}

void add_finding(Database& database, std::int64_t application_id, const Finding& finding) {
  database.execute(kAdd, application_id, to_text(finding.code), finding.detail);
}

std::vector<Finding> findings_of(Database& database, std::int64_t application_id) {
  std::vector<Finding> findings;
  using Row = std::tuple<std::string, std::string>;
  for (auto& [code, detail] : database.select<Row>(kOf, application_id)) {
    findings.push_back({parse_finding_code(code).value(), std::move(detail)});
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return is_blocking(a.code) && !is_blocking(b.code);
  });
  return findings;
}

}  // namespace saihakko
