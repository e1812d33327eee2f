#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iostream>

#include "core/service/decide_application.hpp"
#include "core/service/review_remarks.hpp"
#include "core/service/stop_letters.hpp"
#include "core/service/withdraw_application.hpp"
#include "core/store/applications_table.hpp"
#include "core/store/calls_table.hpp"
#include "core/store/decisions_table.hpp"
#include "core/store/findings_table.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/notices_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/transaction.hpp"
#include "jobs/acting_person.hpp"
#include "jobs/application_remarks.hpp"
#include "jobs/commands.hpp"
#include "jobs/named_application.hpp"
#include "jobs/note_option.hpp"
#include "jobs/output.hpp"
#include "jobs/service_rooms.hpp"
#include "jobs/state_option.hpp"
#include "jobs/text_table.hpp"
#include "jobs/union_option.hpp"
#include "jobs/usage_error.hpp"

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

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"code", to_text(finding.code)},
                    {"blocking", is_blocking(finding.code)},
                    {"message", japanese(finding)}});
  }
  return list;
}

Json application_json(Database& database, const Application& application) {
  const auto findings = findings_of(database, application.id);
  return {{"receipt_number", application.receipt_number},
          {"office_number", application.office_number.text()},
          {"prefecture", application.prefecture},
          {"kind", to_text(application.kind)},
          {"state", to_text(application.state)},
          {"state_since", json_time(application.state_since)},
          {"submitted_at", json_time(application.submitted_at)},
          {"version", application.version},
          {"reason", application.reason_code},
          {"urgent", application.urgent},
          {"blocking", any_blocking(findings)},
          {"findings", findings_json(findings)}};
}

struct ListFilter {
  std::optional<ApplicationState> state;
  std::string prefecture;

  bool takes(const Application& application) const {
    return prefecture.empty() || application.prefecture == prefecture;
  }
};

void for_each_listed(Database& database, const ListFilter& filter,
                     const std::function<void(const Application&)>& use) {
  for_each_application(database, filter.state, [&](const Application& application) {
    if (filter.takes(application)) use(application);
  });
}

ListFilter read_filter(const CommandArguments& arguments) {
  ListFilter filter;
  filter.state = state_option(arguments, all_application_states());
  filter.prefecture = union_option(arguments);
  return filter;
}

ExitCode list(const CommandLine& line, const CommandArguments& arguments) {
  const ListFilter filter = read_filter(arguments);
  const auto database = open_database(line.settings);
  if (arguments.has("json")) {
    Json rows = Json::array();
    for_each_listed(*database, filter, [&](const Application& application) {
      rows.push_back(application_json(*database, application));
    });
    print_json(rows);
    return ExitCode::done;
  }
  TextTable table(
      {{"受付番号"}, {"事業所番号"}, {"連合会"}, {"種別"}, {"状態"}, {"状態の日時"}, {"所見"}});
  for_each_listed(*database, filter, [&](const Application& application) {
    const auto findings = findings_of(*database, application.id);
    const std::string remark =
        findings.empty()
            ? ""
            : fmt::format("{}{}件", any_blocking(findings) ? "承認不可 " : "", findings.size());
    table.add({application.receipt_number, application.office_number.text(), application.prefecture,
               std::string(japanese(application.kind)), std::string(japanese(application.state)),
               japan_minute(application.state_since), remark});
  });
  table.print(std::cout);
  return ExitCode::done;
}

bool is_decidable(const Application& application) {
  return application.state == ApplicationState::in_review ||
         application.state == ApplicationState::on_hold;
}

void show_text(Database& database, const Application& application) {
  const auto office = find_office(database, application.office_number);
  std::cout << fmt::format(
      "受付番号    {}\n状態        {}({} から、更新番号 {})\n事業所番号  {}\n事業所名    {}\n"
      "住所        {} {}\n連合会      {}\n種別        {}\n申請日時    {}\n通知先      {}\n",
      application.receipt_number, japanese(application.state),
      japan_minute(application.state_since), application.version, application.office_number.text(),
      office ? office->name : "(事業所台帳にありません)",
      office ? postcode_text(office->postcode) : "", office ? office->address : "",
      application.prefecture, japanese(application.kind), japan_minute(application.submitted_at),
      application.notification_mail);
  if (!application.addressee.name.empty()) {
    std::cout << fmt::format("送り先      {} {} {}\n",
                             postcode_text(application.addressee.postcode),
                             application.addressee.address, application.addressee.name);
  }
  if (application.urgent) std::cout << "至急        漏洩のおそれ\n";
  if (!application.reason_code.empty()) {
    std::cout << fmt::format("理由        {}\n", application.reason_code);
  }
  for (const Finding& finding : findings_of(database, application.id)) {
    std::cout << fmt::format("所見        {}{}\n", is_blocking(finding.code) ? "[承認不可] " : "",
                             japanese(finding));
  }
  for (const DecisionRow& row : decisions_of(database, application.id)) {
    std::cout << fmt::format("判定        {} {} {} uid {} {} {}\n", japan_minute(row.decided_at),
                             japanese(row.decision.verdict), row.decision.reason_code,
                             row.decision.acting_uid, row.decision.reviewer, row.decision.note);
  }
  const int approvals = approvals_given(database, application);
  if (is_decidable(application) && approvals > 0) {
    std::cout << fmt::format("承認        {}人(ほかの人の承認を待っています)\n", approvals);
  }
  for (const Call& call : calls_of(database, application.id)) {
    std::cout << fmt::format("電話確認    {}\n", call_text(call, office));
  }
  for (const Letter& letter : letters_of_application(database, application.receipt_number)) {
    std::cout << fmt::format("通知書      {} 第{}版 {} {} {} {}頁\n", letter.notice_number,
                             letter.edition, japanese(letter.state), letter.batch, letter.file,
                             letter.page);
  }
  for (const Notice& notice : notices_of_application(database, application.receipt_number)) {
    std::cout << fmt::format("メール      {} {} {} {}\n", notice.id, japanese(notice.kind),
                             japanese(notice.state), japan_minute(notice.state_since));
  }
}

Json show_json(Database& database, const Application& application) {
  Json object = application_json(database, application);
  object["notification_mail"] = application.notification_mail;
  object["decisions"] = Json::array();
  for (const DecisionRow& row : decisions_of(database, application.id)) {
    object["decisions"].push_back({{"verdict", to_text(row.decision.verdict)},
                                   {"reason", row.decision.reason_code},
                                   {"note", row.decision.note},
                                   {"acting_uid", row.decision.acting_uid},
                                   {"reviewer", row.decision.reviewer},
                                   {"decided_at", json_time(row.decided_at)}});
  }
  if (is_decidable(application)) object["approvals"] = approvals_given(database, application);
  object["calls"] = Json::array();
  for (const Call& call : calls_of(database, application.id)) {
    object["calls"].push_back({{"called_at", json_time(call.called_at)},
                               {"number", call.number},
                               {"person", call.person},
                               {"result", to_text(call.result)},
                               {"note", call.note},
                               {"caller_uid", call.caller_uid}});
  }
  object["letters"] = Json::array();
  for (const Letter& letter : letters_of_application(database, application.receipt_number)) {
    object["letters"].push_back({{"notice_number", letter.notice_number},
                                 {"edition", letter.edition},
                                 {"state", to_text(letter.state)}});
  }
  object["notices"] = Json::array();
  for (const Notice& notice : notices_of_application(database, application.receipt_number)) {
    object["notices"].push_back({{"notice_id", notice.id},
                                 {"kind", to_text(notice.kind)},
                                 {"state", to_text(notice.state)}});
  }
  return object;
}

ExitCode show(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const Application application = named_application(*database, arguments.operands.at(1));
  if (arguments.has("json")) {
    print_json(show_json(*database, application));
  } else {
    show_text(*database, application);
  }
  return ExitCode::done;
}

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
  if (verb == "list" && !named) return list(line, arguments);
  if (verb == "show" && named) return show(line, arguments);
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
