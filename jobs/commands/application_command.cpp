#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/service/desk/named_application.hpp"
#include "core/service/desk/review_desk.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/application_remarks.hpp"
#include "jobs/commands/application_views.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/note_option.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/service_rooms.hpp"

namespace saihakko {
namespace {

std::string remark_on(const Decided& decided, const ReviewSettings& rules) {
  if (decided.approvals_missing > 0) {
    return fmt::format(" {}/{}(ほかの人の承認を待っています)",
                       rules.approvals - decided.approvals_missing, rules.approvals);
  }
  return decided.changed ? "" : "(すでにこの判定です)";
}

ExitCode decide(const CommandLine& line, const CommandArguments& arguments, Verdict verdict,
                const std::string& reason_code) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const ReviewRoom review(line.settings);
  const Application application = named_application(*database, arguments.operand());
  const std::int64_t uid = acting_uid(line.settings);
  const Decision decision{.verdict = verdict,
                          .reason_code = reason_code,
                          .note = note_option(arguments),
                          .acting_uid = uid};
  const auto outcome = decide_at_desk(*database, review.desk(), application.receipt_number,
                                      decision, line.clock.now());
  if (const auto* refusal = std::get_if<DecisionRefusal>(&outcome)) {
    print_refusal(fmt::format("{}: {}", application.receipt_number, refusal->message));
    return ExitCode::malformed;
  }
  write_stop_lists(*database, line.settings);
  const auto& decided = std::get<Decided>(outcome);
  std::cout << fmt::format("{} {}{}\n", application.receipt_number, japanese(verdict),
                           remark_on(decided, review.rules));
  for (const std::string& receipt : decided.withdrawn) {
    std::cout << fmt::format("{} 取下げ(同じ事業所の申請)\n", receipt);
  }
  return ExitCode::done;
}

/// A code goes into the audit.
std::string reason_in(const CommandArguments& arguments) {
  std::string reason = arguments.text("reason");
  const bool code = std::all_of(reason.begin(), reason.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!code) throw UsageError("--reason は理由のコード(英小文字、数字、_)です");
  return reason;
}

ExitCode approve(const CommandLine& line, const CommandArguments& arguments) {
  return decide(line, arguments, Verdict::approve, "");
}

ExitCode reject(const CommandLine& line, const CommandArguments& arguments) {
  return decide(line, arguments, Verdict::reject, reason_in(arguments));
}

ExitCode hold(const CommandLine& line, const CommandArguments& arguments) {
  return decide(line, arguments, Verdict::hold, reason_in(arguments));
}

ExitCode withdraw(const CommandLine& line, const CommandArguments& arguments) {
  const std::string reason = arguments.has("reason") ? reason_in(arguments) : "by_operator";
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operand()).receipt_number;
  const auto refusal =
      withdraw_at_desk(*database, acting_uid(line.settings), receipt, reason, line.clock.now());
  if (refusal) {
    print_refusal(*refusal);
    return ExitCode::malformed;
  }
  write_stop_lists(*database, line.settings);
  std::cout << fmt::format("{} 取下げ\n", receipt);
  return ExitCode::done;
}

}  // namespace

Command application_command() {
  const Operands number{"(受付番号|事業所番号)", 1, 1};
  const Option reason{"reason", "コード", "理由のコード(templates/reasons.csv)",
                      OptionUse::required};
  return {.name = "application",
          .help = "申請",
          .verbs = {
              {.name = "list",
               .operands = {},
               .options = {{"state", "状態", "この状態のものだけ。in_review など"},
                           takes_union(),
                           takes_json()},
               .help = "申請の一覧",
               .example = "saihakko application list --state in_review --union 13",
               .work = application_list},
              {.name = "show",
               .operands = number,
               .options = {takes_json()},
               .help = "申請のすべて: 所見、判定、電話確認、通知書、メール",
               .example = "saihakko application show R000000011",
               .work = application_show},
              {.name = "approve",
               .operands = number,
               .options = {takes_note()},
               .help = "承認する",
               .example = "saihakko application approve R000000011",
               .work = approve},
              {.name = "reject",
               .operands = number,
               .options = {reason, takes_note()},
               .help = "不承認にする",
               .example = "saihakko application reject R000000011 --reason identity_not_confirmed",
               .work = reject},
              {.name = "hold",
               .operands = number,
               .options = {reason, takes_note()},
               .help = "保留にする",
               .example = "saihakko application hold R000000011 --reason waiting_for_phone_check",
               .work = hold},
              {.name = "call",
               .operands = number,
               .options = {{"number", "電話番号", "かけた電話番号", OptionUse::required},
                           {"result", "結果",
                            "confirmed(申請を確認)、denied(申請していない)、unreachable(つながら"
                            "ない)、other(その他)",
                            OptionUse::required},
                           {"person", "応答者", "応答した人"},
                           takes_note()},
               .help = "電話確認を記録する",
               .example = "saihakko application call R000000011 --number 03-0000-0001 "
                          "--result confirmed --person 管理者",
               .work = application_call},
              {.name = "urgent",
               .operands = number,
               .options = {{"off", "", "至急を解く"}},
               .help = "至急(漏洩のおそれ)の印を付ける",
               .example = "saihakko application urgent R000000011",
               .work = application_urgent},
              {.name = "undo",
               .operands = number,
               .options = {},
               .help = "承認を取り消す(通知書を作り始めるまで)",
               .example = "saihakko application undo R000000011",
               .work = application_undo},
              {.name = "envelope",
               .operands = number,
               .options = {},
               .help = "返信用封筒の到着を記録する",
               .example = "saihakko application envelope R000000011",
               .work = application_envelope},
              {.name = "withdraw",
               .operands = number,
               .options = {{"reason", "コード", "取下げの理由のコード。なければ by_operator"}},
               .help = "取り下げる",
               .example = "saihakko application withdraw R000000011",
               .work = withdraw}}};
}

}  // namespace saihakko
