#include "jobs/commands/application_views.hpp"

#include <fmt/format.h>

#include <iostream>

#include "core/service/desk/application_facts.hpp"
#include "core/service/desk/named_application.hpp"
#include "core/service/review/review_remarks.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/state_option.hpp"
#include "jobs/commands/union_option.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"code", to_text(finding.code)},
                    {"blocking", is_blocking(finding.code)},
                    {"message", japanese(finding)}});
  }
  return list;
}

Json application_json(const Application& application, const std::vector<Finding>& findings) {
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

ApplicationFilter read_filter(const CommandArguments& arguments) {
  ApplicationFilter filter;
  filter.state = state_option(arguments, all_application_states());
  filter.prefecture = union_option(arguments);
  return filter;
}

void show_text(const ApplicationFacts& facts) {
  const Application& application = facts.application;
  const std::optional<Office>& office = facts.office;
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
  for (const Finding& finding : facts.findings) {
    std::cout << fmt::format("所見        {}{}\n", is_blocking(finding.code) ? "[承認不可] " : "",
                             japanese(finding));
  }
  for (const RecentChange& change : facts.ledger_changes)
    std::cout << fmt::format("台帳の変更  {}\n", recent_change_text(change));
  for (const DecisionRow& row : facts.decisions) {
    std::cout << fmt::format("判定        {} {} {} uid {} {} {}\n", japan_minute(row.decided_at),
                             japanese(row.decision.verdict), row.decision.reason_code,
                             row.decision.acting_uid, row.decision.reviewer, row.decision.note);
  }
  if (facts.decidable && facts.approvals > 0) {
    std::cout << fmt::format("承認        {}人(ほかの人の承認を待っています)\n", facts.approvals);
  }
  for (const Call& call : facts.calls) {
    std::cout << fmt::format("電話確認    {}\n", call_text(call, office));
  }
  for (const Letter& letter : facts.letters) {
    std::cout << fmt::format("通知書      {} 第{}版 {} {} {} {}頁\n", letter.notice_number,
                             letter.edition, japanese(letter.state), letter.batch, letter.file,
                             letter.page);
  }
  for (const Notice& notice : facts.notices) {
    std::cout << fmt::format("メール      {} {} {} {}\n", notice.id, japanese(notice.kind),
                             japanese(notice.state), japan_minute(notice.state_since));
  }
}

Json ledger_changes_json(const std::vector<RecentChange>& changes) {
  Json list = Json::array();
  for (const RecentChange& change : changes) {
    list.push_back({{"field", change.field},
                    {"before", change.before},
                    {"after", change.after},
                    {"changed_at", json_time(change.changed_at)}});
  }
  return list;
}

Json show_json(const ApplicationFacts& facts) {
  Json object = application_json(facts.application, facts.findings);
  object["notification_mail"] = facts.application.notification_mail;
  object["ledger_changes"] = ledger_changes_json(facts.ledger_changes);
  object["decisions"] = Json::array();
  for (const DecisionRow& row : facts.decisions) {
    object["decisions"].push_back({{"verdict", to_text(row.decision.verdict)},
                                   {"reason", row.decision.reason_code},
                                   {"note", row.decision.note},
                                   {"acting_uid", row.decision.acting_uid},
                                   {"reviewer", row.decision.reviewer},
                                   {"decided_at", json_time(row.decided_at)}});
  }
  if (facts.decidable) object["approvals"] = facts.approvals;
  object["calls"] = Json::array();
  for (const Call& call : facts.calls) {
    object["calls"].push_back({{"called_at", json_time(call.called_at)},
                               {"number", call.number},
                               {"person", call.person},
                               {"result", to_text(call.result)},
                               {"note", call.note},
                               {"caller_uid", call.caller_uid}});
  }
  object["letters"] = Json::array();
  for (const Letter& letter : facts.letters) {
    object["letters"].push_back({{"notice_number", letter.notice_number},
                                 {"edition", letter.edition},
                                 {"state", to_text(letter.state)}});
  }
  object["notices"] = Json::array();
  for (const Notice& notice : facts.notices) {
    object["notices"].push_back({{"notice_id", notice.id},
                                 {"kind", to_text(notice.kind)},
                                 {"state", to_text(notice.state)}});
  }
  return object;
}

}  // namespace

ExitCode application_list(const CommandLine& line, const CommandArguments& arguments) {
  const ApplicationFilter filter = read_filter(arguments);
  const auto database = open_database(line.settings);
  if (arguments.has("json")) {
    Json rows = Json::array();
    for_each_listed(*database, filter, [&](const ListedApplication& listed) {
      rows.push_back(application_json(listed.application, listed.findings));
    });
    print_json(rows);
    return ExitCode::done;
  }
  TextTable table(
      {{"受付番号"}, {"事業所番号"}, {"連合会"}, {"種別"}, {"状態"}, {"状態の日時"}, {"所見"}});
  for_each_listed(*database, filter, [&](const ListedApplication& listed) {
    const auto& [application, findings] = listed;
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

ExitCode application_show(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const ApplicationFacts facts =
      application_facts(*database, line.settings.review,
                        named_application(*database, arguments.operand()), line.clock.now());
  if (arguments.has("json")) {
    print_json(show_json(facts));
  } else {
    show_text(facts);
  }
  return ExitCode::done;
}

}  // namespace saihakko
