#include "jobs/commands/application_remarks.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "core/service/applications/return_envelope.hpp"
#include "core/service/applications/undo_approval.hpp"
#include "core/service/desk/named_application.hpp"
#include "core/service/review/review_remarks.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/offices_table.hpp"
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

using StepBack = std::optional<std::string> (*)(Database&, const Actor&, Application&, Instant);

ExitCode back_into_review(const CommandLine& line, const CommandArguments& arguments,
                          StepBack step_back, std::string_view what) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operand()).receipt_number;
  Transaction transaction(*database);
  Application application = find_application(*database, receipt).value();
  const auto refusal =
      step_back(*database, Actor::person(acting_uid(line.settings)), application, line.clock.now());
  if (refusal) {
    std::cerr << fmt::format("saihakko: {}\n", *refusal);
    return ExitCode::malformed;
  }
  transaction.commit();
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
  Transaction transaction(*database);
  const Application application = find_application(*database, receipt).value();
  record_call(*database, Actor::person(acting_uid(line.settings)), application, made);
  transaction.commit();
  std::cout << fmt::format("{} {}\n", receipt,
                           call_text(made, find_office(*database, application.office_number)));
  return ExitCode::done;
}

ExitCode application_urgent(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operand()).receipt_number;
  const bool wanted = !arguments.has("off");
  Transaction transaction(*database);
  const bool changed =
      mark_urgent(*database, Actor::person(acting_uid(line.settings)),
                  find_application(*database, receipt).value(), wanted, line.clock.now());
  transaction.commit();
  std::cout << fmt::format("{} {}{}\n", receipt, wanted ? "至急" : "至急の解除",
                           changed ? "" : "(すでにそうなっています)");
  return ExitCode::done;
}

ExitCode application_undo(const CommandLine& line, const CommandArguments& arguments) {
  return back_into_review(line, arguments, undo_approval, "承認の取消");
}

ExitCode application_envelope(const CommandLine& line, const CommandArguments& arguments) {
  return back_into_review(line, arguments, take_envelope, "返信用封筒の到着");
}

}  // namespace saihakko
