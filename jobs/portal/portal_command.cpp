#include <unistd.h>

#include <csignal>
#include <iostream>

#include "core/domain/system_error_text.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/ground/service_rooms.hpp"
#include "jobs/portal/line_reader.hpp"
#include "jobs/portal/portal_requests.hpp"
#include "jobs/portal/portal_sender.hpp"

namespace saihakko {
namespace {

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

/// False when nobody reads the answers any more.
bool print(const std::string& line) {
  std::cout << line << '\n' << std::flush;
  return static_cast<bool>(std::cout);
}

/// What an answer leaves to be done. It is granted and committed by now: a failure here is for the
/// operator, and the job that comes next makes it good.
void follow_up(const Aftermath& after, PortalSender& sender, Database& database,
               const Settings& settings, Log& log) {
  sender.send(after.notices);
  for (const std::string& alert : after.alerts)
    log.warn("portal_alert", {{"alert", alert}});
  if (!after.letters_voided) return;
  try {
    write_stop_lists(database, settings);
  } catch (const std::exception& failure) {
    log.error("stop_lists_not_written", {{"cause", failure_text(failure)}});
  }
}

ExitCode answer_portal(const CommandLine& line, const CommandArguments& /*none*/) {
  if (line.clock.moved()) {
    throw UsageError("portal は --as-of を受け付けません。利用者の操作は実際の時刻で行います");
  }
  const auto database = open_database(line.settings);
  refuse_before_reconcile(*database);
  const FrontRoom front(line.settings);
  SystemRandom random;
  const PortalDesk desk{line.settings, front.unions, front.key, front.outbox, random};
  PortalRequests requests(*database, desk, line.log);
  PortalSender sender(line.settings, front.key, line.log);
  std::signal(SIGPIPE, SIG_IGN);  // who goes away leaves mails to be sent
  LineReader reader(STDIN_FILENO, PortalRequests::kLongestLine);
  std::string text;
  const Wiped wiped(text);
  while (true) {
    const LineReader::Got got = reader.next(text);
    if (got == LineReader::Got::end) break;
    if (got == LineReader::Got::line && is_blank(text)) continue;
    const PortalAnswer answer = got == LineReader::Got::line
                                    ? requests.answer(text, line.clock.now())
                                    : requests.too_long();
    wipe(text);
    const bool heard = print(answer.line);
    follow_up(answer.after, sender, *database, line.settings, line.log);
    if (!heard) break;
  }
  std::cout.clear();
  return ExitCode::done;
}

}  // namespace

Command portal_command() {
  const std::string help = "ポータルの要求に答える(標準入出力に、1行1個のJSON)";
  return {.name = "portal",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {},
                     .help = help,
                     .example = "saihakko portal < requests.jsonl",
                     .work = answer_portal}}};
}

}  // namespace saihakko
