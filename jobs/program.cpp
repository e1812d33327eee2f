#include "jobs/program.hpp"
#include "jobs/ground/output.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <cassert>
#include <iostream>
#include <string>
#include <vector>

#include "core/service/run/stop_signal.hpp"
#include "core/service/run/told.hpp"
#include "core/service/run/usage_error.hpp"
#include "jobs/commands/command_list.hpp"
#include "jobs/commands/command_words.hpp"
#include "jobs/commands/global_options.hpp"
#include "jobs/commands/service_user.hpp"
#include "jobs/commands/usage_text.hpp"
#include "jobs/global_arguments.hpp"
#include "jobs/settings/configuration.hpp"

namespace saihakko {
namespace {

using Words = std::vector<std::string>;

constexpr mode_t kUmask = 0027;  // nothing of an office is for everybody

/// Temporary passwords live in memory for a moment: no core file may keep them.
void forbid_core_files() {
  const struct rlimit none { 0, 0 };
  setrlimit(RLIMIT_CORE, &none);
}

ExitCode print(const std::string& text) {
  std::cout << text;
  return ExitCode::done;
}

ExitCode work(const GlobalArguments& global, const Invocation& asked) {
  const Settings settings = load_settings(global.source);
  Log log(global.log_format);
  forbid_core_files();
  ::umask(kUmask);
  become_service_user(settings);
  catch_stop_signals();
  try {
    const ExitCode code = asked.verb->work({settings, global.clock, log}, asked.arguments);
    assert(code != ExitCode::done || asked.arguments.all_were_read());
    return code;
  } catch (const std::exception& failure) {
    print_refusal(told(failure, settings));
    return exit_code_of(failure);
  }
}

/// Behind `help`, or behind the global options `--help` and `-h`.
ExitCode help(const Words& words) {
  if (words.empty()) return print(help_text(all_commands(), global_options()));
  Words rest(words.begin() + 1, words.end());
  rest.emplace_back("--help");
  return print(read_words(command_named(words.front()), rest).help.value());
}

/// Help and version are given whatever the configuration says.
ExitCode run_words(const Words& words) {
  const std::size_t at = command_position(words);
  const auto split = words.begin() + static_cast<std::ptrdiff_t>(at);
  if (asks_for_version(words)) return print("saihakko " SAIHAKKO_VERSION "\n");
  if (asks_for_help({words.begin(), split})) return help({split, words.end()});
  const GlobalArguments global = read_global_arguments({words.begin(), split});
  if (split == words.end()) {
    throw UsageError("コマンドがありません(saihakko --help で一覧)");
  }
  const Words own(split + 1, words.end());
  if (*split == "help") return help(own);
  const Invocation asked = read_words(command_named(*split), own);
  if (asked.help) return print(*asked.help);
  return work(global, asked);
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words) {
  try {
    const ExitCode code = run_words(words);
    std::cout.flush();
    return std::cout ? code : ExitCode::cannot_write;
  } catch (const std::exception& failure) {
    print_refusal(told(failure));
    return exit_code_of(failure);
  }
}

}  // namespace saihakko
