#include <fmt/format.h>

#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"

namespace saihakko {
namespace {

ExitCode confirm(const CommandLine& line, const CommandArguments& /*arguments*/) {
  const auto database = open_database(line.settings);
  refuse_moved_clock(*database, line.clock, "clock confirm");
  const auto confirmed = confirm_clock(*database, line.settings,
                                       Actor::person(acting_uid(line.settings)), line.clock.now());
  if (!confirmed) {
    std::cout << "時計は止まっていません。何も変えません\n";
    return ExitCode::done;
  }
  std::cout << fmt::format(
      "時計を正しいものとして記録しました。いま {}(それまでに信じた時刻は {})。"
      "消去、失効、古い控えの削除を、次の予定から再開します\n",
      japan_minute(confirmed->now), japan_minute(confirmed->trusted));
  return ExitCode::done;
}

}  // namespace

Command clock_command() {
  return {.name = "clock",
          .help = "時計",
          .verbs = {{.name = "confirm",
                     .operands = {},
                     .options = {},
                     .help = "大きく動いた時計を確かめたことを記録し、止まった消去と失効を再開する",
                     .example = "saihakko clock confirm",
                     .work = confirm}}};
}

}  // namespace saihakko
