#include "jobs/commands/command_list.hpp"

#include <fmt/format.h>

#include <string>

#include "core/service/run/usage_error.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/inbox_command.hpp"
#include "jobs/ground/nearest_word.hpp"

namespace saihakko {

const std::vector<Command>& all_commands() {
  static const std::vector<Command> all{init_command(),   check_command(),   run_command(),
                                        jobs_command(),   portal_command(),  application_command(),
                                        letter_command(), notice_command(),  ledger_command(),
                                        office_command(), inbox_command(),   review_command(),
                                        status_command(), why_command(),     audit_command(),
                                        backup_command(), restore_command(), clock_command()};
  return all;
}

const Command& command_named(std::string_view name) {
  std::vector<std::string> names;
  for (const Command& command : all_commands()) {
    if (command.name == name) return command;
    names.emplace_back(command.name);
  }
  throw UsageError(fmt::format("知らないコマンド {} です。{}(saihakko --help で一覧)", name,
                               nearest_word_text(name, names)));
}

}  // namespace saihakko
