#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iostream>

#include "core/secrets/master_key.hpp"
#include "core/service/desk/notice_desk.hpp"
#include "core/service/mails/mail_room.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/list_filter.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/commands/state_option.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

Json notice_json(const Notice& notice) {
  return {{"notice_id", notice.id},
          {"receipt_number", notice.receipt_number.empty() ? Json() : Json(notice.receipt_number)},
          {"office_number", notice.office_number},
          {"prefecture", notice.prefecture},
          {"kind", to_text(notice.kind)},
          {"cause", notice.cause},
          {"state", to_text(notice.state)},
          {"state_since", json_time(notice.state_since)},
          {"queued_at", json_time(notice.queued_at)},
          {"attempts", notice.attempts},
          {"message_id", notice.message_id},
          {"reply", notice.reply}};
}

ExitCode list(const CommandLine& line, const CommandArguments& arguments) {
  const auto state = state_option(arguments, all_notice_states());
  const ListedOnly only = listed_only(arguments);
  const std::int64_t limit = list_limit(arguments);
  const auto database = open_database(line.settings);
  const auto notices = listed_notices(*database, state, only, limit);
  if (arguments.has("json")) {
    Json rows = Json::array();
    for (const Notice& notice : notices)
      rows.push_back(notice_json(notice));
    print_json(rows);
    return ExitCode::done;
  }
  TextTable table({{"番号", CellAlign::right},
                   {"受付番号"},
                   {"事業所番号"},
                   {"種別"},
                   {"状態"},
                   {"状態の日時"},
                   {"回数", CellAlign::right}});
  for (const Notice& notice : notices) {
    table.add({std::to_string(notice.id), notice.receipt_number, notice.office_number,
               std::string(japanese(notice.kind)), std::string(japanese(notice.state)),
               japan_minute(notice.state_since), std::to_string(notice.attempts)});
  }
  table.print(std::cout);
  return ExitCode::done;
}

Json address_bounce_json(const AddressBounce& bounce) {
  Json candidates = Json::array();
  for (const BounceCandidate& mail : bounce.candidates) {
    candidates.push_back(
        {{"notice_id", mail.notice_id},
         {"receipt_number", mail.receipt_number.empty() ? Json() : Json(mail.receipt_number)}});
  }
  return {{"taken_at", json_time(bounce.taken_at)},
          {"status", bounce.status},
          {"cause", to_text(bounce.cause)},
          {"candidates", candidates}};
}

std::string candidates_text(const AddressBounce& bounce) {
  std::string text;
  for (const BounceCandidate& mail : bounce.candidates) {
    text += fmt::format("{}{}", text.empty() ? "" : "、", mail.notice_id);
    if (!mail.receipt_number.empty()) text += fmt::format("({})", mail.receipt_number);
  }
  return text;
}

/// 宛先だけの不達: reports that name an address and no mail.
ExitCode list_unmatched(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const auto bounces = listed_unmatched(*database, line.clock.now(), list_limit(arguments));
  if (arguments.has("json")) {
    Json rows = Json::array();
    for (const AddressBounce& bounce : bounces)
      rows.push_back(address_bounce_json(bounce));
    print_json(rows);
    return ExitCode::done;
  }
  TextTable table({{"受領日時"}, {"状態コード"}, {"原因"}, {"候補のメール"}});
  for (const AddressBounce& bounce : bounces) {
    table.add({japan_minute(bounce.taken_at), bounce.status, std::string(japanese(bounce.cause)),
               candidates_text(bounce)});
  }
  table.print(std::cout);
  return ExitCode::done;
}

RenderedMail rendered(const Settings& settings, const Notice& notice) {
  if (is_purged(notice)) return {"(消去済み)", "(消去済み)\n"};
  const MasterKey key = load_key(settings);
  return MailRoom(settings, key).render(notice);
}

std::int64_t number_in(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc() && end == text.data() + text.size()) return id;
  throw UsageError(fmt::format("番号 {} のメールはありません", text));
}

Json history_json(const NoticeFacts& facts) {
  Json attempts = Json::array();
  for (const NoticeAttempt& attempt : facts.attempts) {
    attempts.push_back({{"at", json_time(attempt.at)},
                        {"outcome", to_text(attempt.outcome)},
                        {"reply", attempt.reply},
                        {"relay", attempt.relay},
                        {"template_version", attempt.template_version}});
  }
  Json bounces = Json::array();
  for (const Bounce& bounce : facts.bounces) {
    bounces.push_back({{"taken_at", json_time(bounce.taken_at)},
                       {"kind", to_text(bounce.kind)},
                       {"cause", to_text(bounce.cause)},
                       {"status", bounce.status},
                       {"diagnosis", bounce.diagnosis}});
  }
  Json perhaps = Json::array();
  for (const AddressBounce& bounce : facts.address_bounces)
    perhaps.push_back(address_bounce_json(bounce));
  const auto& next = facts.next_attempt;
  return {{"recipient", facts.notice.recipient},
          {"next_attempt_at", next ? Json(json_time(*next)) : Json()},
          {"tries", attempts},
          {"bounces", bounces},
          {"address_bounces", perhaps}};
}

void print_history(const NoticeFacts& facts) {
  if (facts.notice.held_since && facts.next_attempt) {
    std::cout << fmt::format(
        "待機        {} から(中継先が{}ため。送信不可にはなりません)\n",
        japan_minute(*facts.notice.held_since),
        facts.notice.held_for == HeldFor::service ? "こちらの送信を拒んだ" : "受け取れない");
  }
  if (const auto& next = facts.next_attempt) {
    std::cout << fmt::format("次の送信    {}\n", japan_minute(*next));
  }
  for (const NoticeAttempt& attempt : facts.attempts) {
    std::cout << fmt::format("送信        {} {} {} 文面 {} {}\n", japan_minute(attempt.at),
                             japanese(attempt.outcome), attempt.relay,
                             attempt.template_version.empty() ? "—" : attempt.template_version,
                             attempt.reply);
  }
  for (const Bounce& bounce : facts.bounces) {
    std::cout << fmt::format("不達の報告  {} {} {} {}\n", japan_minute(bounce.taken_at),
                             japanese(bounce.kind), bounce.status, bounce.diagnosis);
    if (bounce.kind == BounceKind::hard) {
      std::cout << fmt::format("原因        {}\n", japanese(bounce.cause));
    }
  }
  for (const AddressBounce& bounce : facts.address_bounces) {
    std::cout << fmt::format("宛先だけの不達  {} {} {}(このメールとは限りません)\n",
                             japan_minute(bounce.taken_at), bounce.status, japanese(bounce.cause));
  }
}

ExitCode show(const CommandLine& line, const CommandArguments& arguments) {
  const std::int64_t id = number_in(arguments.operand());
  const auto database = open_database(line.settings);
  const auto facts = notice_facts(*database, id);
  if (!facts) throw UsageError(fmt::format("番号 {} のメールはありません", id));
  const Notice& notice = facts->notice;
  if (arguments.has("json")) {
    Json object = notice_json(notice);
    object.update(history_json(*facts));
    print_json(object);
    return ExitCode::done;
  }
  const RenderedMail mail = rendered(line.settings, notice);
  std::cout << fmt::format(
      "番号        {}\n受付番号    {}\n事業所番号  {}\n種別        {}\n状態        {}({} "
      "から、{}回)\n"
      "宛先        {}\nMessage-ID  {}\n応答        {}\n",
      notice.id, notice.receipt_number, notice.office_number, japanese(notice.kind),
      japanese(notice.state), japan_minute(notice.state_since), notice.attempts,
      notice.recipient.empty() ? "(なし)" : notice.recipient, notice.message_id, notice.reply);
  print_history(*facts);
  std::cout << fmt::format("\n件名        {}\n\n{}", mail.subject, mail.body);
  return ExitCode::done;
}

/// A code, for the audit.
std::string reason_of(const CommandArguments& arguments) {
  if (!arguments.has("reason")) return "by_operator";
  std::string reason = arguments.text("reason");
  const bool code = !reason.empty() && std::ranges::all_of(reason, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!code) throw UsageError("--reason は理由のコード(英小文字、数字、_)です");
  return reason;
}

using Change = std::optional<std::string> (*)(Database&, std::int64_t uid, std::int64_t id,
                                              std::string_view reason, Instant);

ExitCode change(const CommandLine& line, const CommandArguments& arguments, Change work,
                std::string_view done) {
  const std::int64_t id = number_in(arguments.operand());
  const std::string reason = reason_of(arguments);
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const auto refusal = work(*database, acting_uid(line.settings), id, reason, line.clock.now());
  if (refusal) {
    print_refusal(fmt::format("{}: {}", id, *refusal));
    return ExitCode::malformed;
  }
  std::cout << fmt::format("{} {}\n", id, done);
  return ExitCode::done;
}

ExitCode resend(const CommandLine& line, const CommandArguments& arguments) {
  return change(line, arguments, resend_at_desk, "もう一度送ります");
}

ExitCode cancel(const CommandLine& line, const CommandArguments& arguments) {
  return change(line, arguments, cancel_at_desk, "取り消しました");
}

}  // namespace

Command notice_command() {
  const Operands number{"番号", 1, 1};
  const Option reason{"reason", "コード", "監査記録に残す理由のコード。なければ by_operator"};
  return {.name = "notice",
          .help = "メール",
          .verbs = {{.name = "list",
                     .operands = one_number(),
                     .options = {takes_union(),
                                 {"batch", "バッチ", "このバッチに通知書がある申請のものだけ"},
                                 {"state", "状態", "この状態のものだけ。failed など"},
                                 takes_limit(),
                                 takes_json()},
                     .help = "メールの一覧(新しい順)",
                     .example = "saihakko notice list --union 13 --state failed",
                     .work = list},
                    {.name = "unmatched",
                     .options = {takes_limit(), takes_json()},
                     .help = "宛先だけの不達: どのメールについてのものか分からない不達の報告",
                     .example = "saihakko notice unmatched",
                     .work = list_unmatched},
                    {.name = "show",
                     .operands = number,
                     .options = {takes_json()},
                     .help = "メールのすべて: 宛先、送信の記録、不達の報告、本文",
                     .example = "saihakko notice show 12",
                     .work = show},
                    {.name = "resend",
                     .operands = number,
                     .options = {reason},
                     .help = "もう一度送る",
                     .example = "saihakko notice resend 12",
                     .work = resend},
                    {.name = "cancel",
                     .operands = number,
                     .options = {reason},
                     .help = "送る前に取り消す",
                     .example = "saihakko notice cancel 12",
                     .work = cancel}}};
}

}  // namespace saihakko
