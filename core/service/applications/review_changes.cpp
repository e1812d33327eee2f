#include "core/service/applications/review_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/domain/office.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostSteps = 1000;
constexpr std::string_view kStep = "application_";
constexpr std::string_view kScreenedAnew = "findings_renewed";

/// The steps that count the version up, oldest first.
std::vector<AuditRow> counted_steps(Database& database, const Application& application) {
  auto rows = audit_rows_of(database, application.receipt_number, kMostSteps);
  std::erase_if(rows, [](const AuditRow& row) {
    return !row.event.starts_with(kStep) && row.event != kScreenedAnew;
  });
  return rows;
}

/// `active name,phone`, behind the status → `(事業所名・電話番号)`.
std::string columns_text(std::string_view detail) {
  const std::size_t space = detail.find(' ');
  if (space == std::string_view::npos) return "";
  std::string text;
  for (std::string_view rest = detail.substr(space + 1); !rest.empty();) {
    const std::string_view field = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), field.size() + 1));
    text += fmt::format("{}{}", text.empty() ? "" : "・", ledger_column(field));
  }
  return fmt::format("({})", text);
}

/// Empty for an event that changes nothing a reviewer sees.
std::string office_event_text(const AuditRow& row) {
  if (row.event == "office_changed") return "事業所台帳の変更" + columns_text(row.detail);
  if (row.event == "office_ids_added") return "ユーザIDの追加";
  if (row.event == "office_ids_unlisted") return "台帳から消えたユーザID";
  if (row.event == "office_locked") return "事業所の閉鎖";
  if (row.event == "office_unlocked") return "事業所の閉鎖の解除";
  return "";
}

std::string ledger_changes_after(Database& database, const Application& application,
                                 Instant since) {
  std::string text;
  for (const AuditRow& row :
       audit_rows_of(database, application.office_number.text(), kMostSteps)) {
    const std::string event = office_event_text(row);
    if (event.empty() || row.at <= since) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : "、", japan_minute(row.at), event);
  }
  return text;
}

std::string step_text(const ReasonList& reasons, const AuditRow& row) {
  if (row.event == kScreenedAnew) return fmt::format("{} 所見の更新", japan_minute(row.at));
  const auto state = parse_application_state(std::string_view(row.event).substr(kStep.size()));
  const std::string_view label = reasons.label(row.detail);
  return fmt::format("{} {}{}", japan_minute(row.at), state ? japanese(*state) : row.event,
                     label.empty() ? "" : fmt::format("({})", label));
}

}  // namespace

std::string changes_since(Database& database, const ReasonList& reasons,
                          const Application& application, std::int64_t version) {
  const auto steps = counted_steps(database, application);
  const std::int64_t missed = application.version - version;
  if (missed < 0 || missed >= static_cast<std::int64_t>(steps.size())) return "不明";
  const auto first = steps.end() - missed;
  std::string text = ledger_changes_after(database, application, std::prev(first)->at);
  for (auto step = first; step != steps.end(); ++step) {
    text += fmt::format("{}{}", text.empty() ? "" : "、", step_text(reasons, *step));
  }
  return text;
}

std::string ledger_changes_since(Database& database, const Application& application) {
  const auto steps = counted_steps(database, application);
  const Instant since = steps.empty() ? application.submitted_at : steps.back().at;
  return ledger_changes_after(database, application, since);
}

}  // namespace saihakko
