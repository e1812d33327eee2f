#include <fmt/format.h>

#include <iostream>

#include "core/service/desk/named_application.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/service/watch/explain_application.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/holiday_warning.hpp"
#include "jobs/ground/job_times.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

void print_text(const Application& application, const Explanation& why) {
  std::cout << fmt::format("受付番号  {}\n状態      {}\n待ち      {}\n", application.receipt_number,
                           why.standing, why.waits_for);
  if (!why.next_mover.empty()) std::cout << fmt::format("次        {}\n", why.next_mover);
  for (const std::string& mail : why.mails) {
    std::cout << fmt::format("メール    {}\n", mail);
  }
  for (const std::string& trouble : why.troubles) {
    std::cout << fmt::format("注意      {}\n", trouble);
  }
  std::cout << "経過\n";
  for (const AuditRow& row : why.steps) {
    std::cout << fmt::format("  {}  {} {} ({})\n", japan_minute(row.at), row.event, row.detail,
                             row.actor);
  }
}

Json overdue_json(const std::optional<Overdue>& overdue) {
  if (!overdue) return nullptr;
  return {{"step", to_text(overdue->step)},
          {"since", json_time(overdue->since)},
          {"working_days_late", overdue->days_late}};
}

void print_as_json(const Application& application, const Explanation& why) {
  Json steps = Json::array();
  for (const AuditRow& row : why.steps) {
    steps.push_back({{"at", json_time(row.at)},
                     {"event", row.event},
                     {"detail", row.detail},
                     {"actor", row.actor}});
  }
  print_json({{"receipt_number", application.receipt_number},
              {"state", to_text(application.state)},
              {"state_since", json_time(application.state_since)},
              {"waits_for", why.waits_for},
              {"next", why.next_mover},
              {"next_at", json_time(why.next_at)},
              {"mails", why.mails},
              {"troubles", why.troubles},
              {"overdue", overdue_json(why.overdue)},
              {"steps", steps}});
}

ExitCode explain(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const Application application = application_or_letter_named(*database, arguments.operand());
  const HolidayList holidays = load_holidays(line.log, line.settings);
  const WatchGround ground{line.settings, holidays.working_days, timetable(), line.clock.now()};
  const ReasonList reasons = ReasonList::load(line.settings);
  const Explanation why = explain_application(*database, application, reasons, ground);
  if (why.overdue) warn_of_missing_years(line.log, holidays, why.overdue->since, ground.now);
  if (arguments.has("json")) {
    print_as_json(application, why);
  } else {
    print_text(application, why);
  }
  return ExitCode::done;
}

}  // namespace

Command why_command() {
  const std::string help = "申請が何を待っているか";
  return {.name = "why",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {"(受付番号|事業所番号|通知書番号)", 1, 1},
                     .options = {takes_json()},
                     .help = help,
                     .example = "saihakko why R000000011",
                     .work = explain}}};
}

}  // namespace saihakko
