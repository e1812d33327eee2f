#include <fmt/format.h>

#include <iostream>

#include "core/service/keeping/verify_audit.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/output.hpp"

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

}  // namespace

Command audit_command() {
  return {.name = "audit",
          .help = "監査記録",
          .verbs = {{.name = "verify",
                     .operands = {},
                     .options = {{"head", "ハッシュ", "送付票にある値(64桁)を含むことも確かめる"},
                                 takes_json()},
                     .help = "監査記録のつながりを計算し直し、データの食い違いを探す",
                     .example = "saihakko audit verify --json",
                     .work = verify}}};
}

}  // namespace saihakko
