#include "jobs/commands/application_remarks.hpp"
#include "jobs/ground/output.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "core/service/desk/named_application.hpp"
#include "core/service/desk/review_desk.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/note_option.hpp"

namespace saihakko {
namespace {

CallResult call_result(const CommandArguments& arguments) {
  const std::string text = arguments.text("result");
  if (const auto result = parse_call_result(text)) return *result;
  throw UsageError(
      fmt::format("--result {}: confirmed(申請を確認)、denied(申請していない)、"
                  "unreachable(つながらない)、other(その他)のどれかです",
                  text));
}

using StepBack = std::optional<std::string> (*)(Database&, std::int64_t uid,
                                                std::string_view receipt_number, Instant);

ExitCode back_into_review(const CommandLine& line, const CommandArguments& arguments,
                          StepBack step_back, std::string_view what) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operand()).receipt_number;
  const auto refusal = step_back(*database, acting_uid(line.settings), receipt, line.clock.now());
  if (refusal) {
    print_refusal(*refusal);
    return ExitCode::malformed;
  }
  std::cout << fmt::format("{} {}(審査中に戻りました)\n", receipt, what);
  return ExitCode::done;
}

}  // namespace

ExitCode application_call(const CommandLine& line, const CommandArguments& arguments) {
  const Call made{.result = call_result(arguments),
                  .number = free_text_option(arguments, "number"),
                  .person = free_text_option(arguments, "person"),
                  .note = note_option(arguments),
                  .caller_uid = acting_uid(line.settings),
                  .called_at = line.clock.now()};
  if (made.number.empty()) throw UsageError("--number にかけた電話番号を書いてください");
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operand()).receipt_number;
  std::cout << fmt::format("{} {}\n", receipt, record_call_at_desk(*database, receipt, made));
  return ExitCode::done;
}

ExitCode application_urgent(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operand()).receipt_number;
  const bool wanted = !arguments.has("off");
  const bool changed =
      mark_urgent_at_desk(*database, acting_uid(line.settings), receipt, wanted, line.clock.now());
  std::cout << fmt::format("{} {}{}\n", receipt, wanted ? "至急" : "至急の解除",
                           changed ? "" : "(すでにそうなっています)");
  return ExitCode::done;
}

ExitCode application_undo(const CommandLine& line, const CommandArguments& arguments) {
  return back_into_review(line, arguments, undo_at_desk, "承認の取消");
}

ExitCode application_envelope(const CommandLine& line, const CommandArguments& arguments) {
  return back_into_review(line, arguments, take_envelope_at_desk, "返信用封筒の到着");
}

}  // namespace saihakko
