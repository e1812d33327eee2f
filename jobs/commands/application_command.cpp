#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/service/applications/decide_application.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/application_remarks.hpp"
#include "jobs/commands/application_views.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/named_application.hpp"
#include "jobs/commands/note_option.hpp"
#include "jobs/ground/service_rooms.hpp"

namespace saihakko {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "saihakko application list [--state 状態] [--union NN] [--json]\n"
    "        saihakko application show (受付番号|事業所番号) [--json]\n"
    "        saihakko application approve (受付番号|事業所番号) [--note 備考]\n"
    "        saihakko application (reject|hold) (受付番号|事業所番号) --reason コード [--note "
    "備考]\n"
    "        saihakko application call (受付番号|事業所番号) --number 電話番号 --result 結果 "
    "[--person 応答者] [--note 備考]\n"
    "        saihakko application urgent (受付番号|事業所番号) [--off]\n"
    "        saihakko application undo (受付番号|事業所番号)\n"
    "        saihakko application envelope (受付番号|事業所番号)\n"
    "        saihakko application withdraw (受付番号|事業所番号) [--reason コード]";

std::string remark_on(const Decided& decided, const ReviewSettings& rules) {
  if (decided.approvals_missing > 0) {
    return fmt::format(" {}/{}(ほかの人の承認を待っています)",
                       rules.approvals - decided.approvals_missing, rules.approvals);
  }
  return decided.changed ? "" : "(すでにこの判定です)";
}

ExitCode decide(const CommandLine& line, const CommandArguments& arguments, Verdict verdict) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const ReviewRoom review(line.settings);
  const Application application = named_application(*database, arguments.operands.at(1));
  const std::int64_t uid = acting_uid(line.settings);
  const Decision decision{.verdict = verdict,
                          .reason_code = arguments.text("reason"),
                          .note = note_option(arguments),
                          .acting_uid = uid};
  Transaction transaction(*database);
  const auto outcome =
      decide_application(*database, Actor::person(uid), review.desk(), application.receipt_number,
                         decision, {}, line.clock.now());
  if (const auto* refusal = std::get_if<DecisionRefusal>(&outcome)) {
    std::cerr << fmt::format("saihakko: {}: {}\n", application.receipt_number, refusal->message);
    return ExitCode::malformed;
  }
  transaction.commit();
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
void check_reason(const CommandArguments& arguments) {
  const std::string reason = arguments.text("reason");
  const bool code = std::all_of(reason.begin(), reason.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!code) throw UsageError("--reason は理由のコード(英小文字、数字、_)です");
}

ExitCode withdraw(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const std::string receipt = named_application(*database, arguments.operands.at(1)).receipt_number;
  const std::string reason = arguments.has("reason") ? arguments.text("reason") : "by_operator";
  Transaction transaction(*database);
  Application application = find_application(*database, receipt).value();
  const auto refusal = withdraw_application(*database, Actor::person(acting_uid(line.settings)),
                                            application, reason, line.clock.now());
  if (refusal) {
    std::cerr << fmt::format("saihakko: {}\n", *refusal);
    return ExitCode::malformed;
  }
  transaction.commit();
  write_stop_lists(*database, line.settings);
  std::cout << fmt::format("{} 取下げ\n", receipt);
  return ExitCode::done;
}

}  // namespace

ExitCode application_command(const CommandLine& line) {
  po::options_description options;
  options.add_options()("state", po::value<std::string>(), "")(
      "union", po::value<std::string>(), "")("json", "")("reason", po::value<std::string>(), "")(
      "note", po::value<std::string>(), "")("number", po::value<std::string>(), "")(
      "person", po::value<std::string>(), "")("result", po::value<std::string>(), "")("off", "");
  const auto arguments = read_arguments(line, options, 1, 2, kUsage);
  check_reason(arguments);
  const std::string& verb = arguments.operands.front();
  const bool named = arguments.operands.size() == 2;
  if (verb == "list" && !named) return application_list(line, arguments);
  if (verb == "show" && named) return application_show(line, arguments);
  if (verb == "approve" && named) return decide(line, arguments, Verdict::approve);
  if (verb == "reject" && named) return decide(line, arguments, Verdict::reject);
  if (verb == "hold" && named) return decide(line, arguments, Verdict::hold);
  if (verb == "call" && named) return application_call(line, arguments);
  if (verb == "urgent" && named) return application_urgent(line, arguments);
  if (verb == "undo" && named) return application_undo(line, arguments);
  if (verb == "envelope" && named) return application_envelope(line, arguments);
  if (verb == "withdraw" && named) return withdraw(line, arguments);
  throw UsageError(fmt::format("使い方: {}", kUsage));
}

}  // namespace saihakko
