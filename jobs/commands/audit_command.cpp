#include <fmt/format.h>

#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/service/keeping/listed_audit.hpp"
#include "core/service/keeping/verify_audit.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/commands/status_json.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kHashDigits = 64;

std::optional<std::string> expected_head(const CommandArguments& arguments) {
  if (!arguments.has("head")) return std::nullopt;
  std::string head = arguments.text("head");
  std::erase(head, ' ');
  if (head.size() != kHashDigits ||
      head.find_first_not_of("0123456789abcdef") != std::string::npos) {
    throw UsageError("--head は送付票にある64桁の16進数(0-9 a-f)です");
  }
  return head;
}

Json report_json(const AuditReport& report) {
  Json breaches = Json::array();
  for (const AuditBreach& breach : report.breaches) {
    breaches.push_back(
        {{"rule", breach.rule}, {"subject", breach.subject}, {"detail", breach.detail}});
  }
  return {{"rows", report.rows}, {"head", report.head}, {"breaches", breaches}};
}

ExitCode verify(const CommandLine& line, const CommandArguments& arguments) {
  const auto head = expected_head(arguments);
  const auto database = open_database(line.settings);
  const AuditReport report =
      verify_audit(*database, line.settings, head,
                   [&line](std::int64_t rows) { line.log.progress("audit verify", rows, 0); });
  line.log.end_progress();
  if (arguments.has("json")) {
    print_json(report_json(report));
  } else {
    std::cout << fmt::format("監査記録 {}行  最新の値 {}\n", report.rows, report.head);
    for (const AuditBreach& breach : report.breaches) {
      std::cout << fmt::format("不可 {} {}: {}\n", breach.rule, breach.subject, breach.detail);
    }
    if (report.breaches.empty()) std::cout << "良   すべて正しくつながっています\n";
  }
  return report.breaches.empty() ? ExitCode::done : ExitCode::fault;
}

constexpr std::int64_t kNewest = 100;

void list_json(const std::vector<AuditRow>& rows) {
  Json all = Json::array();
  for (const AuditRow& row : rows) {
    all.push_back({{"seq", row.seq},
                   {"at", json_time(row.at)},
                   {"real", json_time(row.real)},
                   {"actor", row.actor},
                   {"event", row.event},
                   {"subject", row.subject},
                   {"detail", row.detail},
                   {"hash", row.hash}});
  }
  print_json(all);
}

void list_text(const std::vector<AuditRow>& rows) {
  TextTable table(
      {{"番号", CellAlign::right}, {"日時"}, {"だれが"}, {"できごと"}, {"対象"}, {"詳細"}});
  for (const AuditRow& row : rows) {
    table.add({std::to_string(row.seq), japan_minute(row.at), row.actor, row.event, row.subject,
               row.detail});
  }
  table.print(std::cout);
}

ExitCode list(const CommandLine& line, const CommandArguments& arguments) {
  const auto given = [&arguments](const char* option) {
    return arguments.has(option) ? arguments.text(option) : std::string();
  };
  const std::int64_t most = arguments.has("limit") ? list_limit(arguments) : kNewest;
  const auto database = open_database(line.settings);
  const auto rows = listed_audit(*database, given("subject"), given("event"), most);
  if (arguments.has("json")) {
    list_json(rows);
  } else {
    list_text(rows);
  }
  return ExitCode::done;
}

}  // namespace

Command audit_command() {
  return {.name = "audit",
          .help = "監査記録",
          .verbs = {
              {.name = "list",
               .operands = {},
               .options = {{"subject", "対象", "この対象だけ。受付番号、事業所番号、file:12 など"},
                           {"event", "できごと", "このできごとだけ。ledger_diff_read など"},
                           {"limit", "N", "新しいものから N 件まで。なければ 100"},
                           takes_json()},
               .help = "監査記録(新しい順)。だれが、いつ、何をしたか",
               .example = "saihakko audit list --event ledger_diff_read",
               .work = list},
              {.name = "verify",
               .operands = {},
               .options = {{"head", "ハッシュ", "送付票にある値(64桁)を含むことも確かめる"},
                           takes_json()},
               .help = "監査記録のつながりを計算し直し、データの食い違いを探す",
               .example = "saihakko audit verify --json",
               .work = verify}}};
}

}  // namespace saihakko
