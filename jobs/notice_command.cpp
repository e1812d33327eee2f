#include <fmt/format.h>

#include <charconv>
#include <iostream>

#include "core/secrets/master_key.hpp"
#include "core/service/mail_room.hpp"
#include "core/store/notices_table.hpp"
#include "jobs/commands.hpp"
#include "jobs/output.hpp"
#include "jobs/state_option.hpp"
#include "jobs/text_table.hpp"
#include "jobs/usage_error.hpp"

namespace saihakko {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "saihakko notice list [--state 状態] [--limit N] [--json]\n"
    "        saihakko notice show 番号 [--json]";

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
  const auto database = open_database(line.settings);
  const auto notices = newest_notices(*database, state, list_limit(arguments));
  if (arguments.has("json")) {
    Json rows = Json::array();
    for (const Notice& notice : notices) rows.push_back(notice_json(notice));
    print_json(rows);
    return ExitCode::done;
  }
  TextTable table({{"番号", CellAlign::right}, {"受付番号"}, {"事業所番号"}, {"種別"}, {"状態"}, {"状態の日時"},
                   {"回数", CellAlign::right}});
  for (const Notice& notice : notices) {
    table.add({std::to_string(notice.id), notice.receipt_number, notice.office_number,
               std::string(japanese(notice.kind)), std::string(japanese(notice.state)),
               japan_minute(notice.state_since), std::to_string(notice.attempts)});
  }
  table.print(std::cout);
  return ExitCode::done;
}

ExitCode show(const CommandLine& line, const CommandArguments& arguments) {
  const std::string& text = arguments.operands.at(1);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const auto database = open_database(line.settings);
  const bool number = error == std::errc() && end == text.data() + text.size();
  const auto notice = number ? find_notice(*database, id) : std::nullopt;
  if (!notice) throw UsageError(fmt::format("番号 {} のメールはありません", text));
  if (arguments.has("json")) {
    Json object = notice_json(*notice);
    object["recipient"] = notice->recipient;
    print_json(object);
    return ExitCode::done;
  }
  const MasterKey key = MasterKey::load(line.settings.keys_dir);
  const RenderedMail mail = MailRoom(line.settings, key).render(*notice);
  std::cout << fmt::format(
      "番号        {}\n受付番号    {}\n事業所番号  {}\n種別        {}\n状態        {}({} から、{}回)\n"
      "宛先        {}\nMessage-ID  {}\n応答        {}\n\n件名        {}\n\n{}",
      notice->id, notice->receipt_number, notice->office_number, japanese(notice->kind), japanese(notice->state),
      japan_minute(notice->state_since), notice->attempts,
      notice->recipient.empty() ? "(なし)" : notice->recipient, notice->message_id,
      notice->reply, mail.subject, mail.body);
  return ExitCode::done;
}

}  // namespace

ExitCode notice_command(const CommandLine& line) {
  po::options_description options;
  options.add_options()("state", po::value<std::string>(), "")(
      "limit", po::value<std::int64_t>(), "")("json", "");
  const auto arguments = read_arguments(line, options, 1, 2, kUsage);
  const std::string& verb = arguments.operands.front();
  if (verb == "list" && arguments.operands.size() == 1) return list(line, arguments);
  if (verb == "show" && arguments.operands.size() == 2) return show(line, arguments);
  throw UsageError(fmt::format("使い方: {}", kUsage));
}

}  // namespace saihakko
