#include "jobs/commands/letter_voids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include "core/service/desk/letter_desk.hpp"
#include "core/service/desk/named_letter.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/note_option.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

const char* verb(Voiding kind) {
  switch (kind) {
    case Voiding::reprint: return "letter reprint";
    case Voiding::for_good: return "letter void";
  }
  return "";
}

VoidOrder read_order(const CommandLine& line, const CommandArguments& arguments, Voiding kind) {
  const std::string code = arguments.text("reason");
  const std::string choices = void_reason_choices(kind);
  if (code.empty()) {
    throw UsageError(fmt::format("{} には --reason コード が要ります: {}", verb(kind), choices));
  }
  const auto reason = parse_void_reason(code);
  const auto given = void_reasons_for(kind);
  if (!reason || std::find(given.begin(), given.end(), *reason) == given.end()) {
    throw UsageError(fmt::format("「{}」は {} の理由ではありません。次から選んでください: {}", code,
                                 verb(kind), choices));
  }
  const std::string note = note_option(arguments);
  if (*reason == VoidReason::other && note.empty()) {
    throw UsageError("--reason other のときは、内容を --note に書いてください");
  }
  return {kind, *reason, note, acting_uid(line.settings)};
}

/// Each letter once, in the order in which it was named first.
std::vector<std::string> named_letters(Database& database, const CommandArguments& arguments) {
  std::vector<std::string> notices;
  for (const std::string& name : arguments.operands()) {
    std::string notice = named_letter(database, name);
    if (std::find(notices.begin(), notices.end(), notice) == notices.end()) {
      notices.push_back(std::move(notice));
    }
  }
  return notices;
}

std::string paper_text(const LetterVoided& voided) {
  if (voided.was_posted) {
    return "投函済です。届いても、この仮パスワードは使えません";
  }
  return fmt::format(
      "投函しないでください。stop.csv のとおり抜き取り、書損と報告してください"
      "({} {} {}頁)",
      voided.letter.batch, voided.letter.file, voided.letter.page);
}

void print_text(const LetterVoided& voided) {
  const Letter& letter = voided.letter;
  std::cout << fmt::format("{} {}({})\n", letter.notice_number,
                           voided.changed
                               ? "無効にしました"
                               : fmt::format("{} から無効です", japan_minute(letter.state_since)),
                           japanese(letter.void_reason.value()));
  std::cout << fmt::format("  {}\n  {}\n", what_follows(letter, voided.application),
                           paper_text(voided));
}

Json json_of(const LetterVoided& voided) {
  const Letter& letter = voided.letter;
  return {{"notice_number", letter.notice_number},
          {"edition", letter.edition},
          {"changed", voided.changed},
          {"state", to_text(letter.state)},
          {"state_since", json_time(letter.state_since)},
          {"void_reason", to_text(letter.void_reason.value())},
          {"receipt_number", voided.application.receipt_number},
          {"application_state", to_text(voided.application.state)},
          {"successor", letter.successor.empty() ? Json() : Json(letter.successor)},
          {"posted", voided.was_posted},
          {"batch", letter.batch},
          {"file", letter.file},
          {"page", letter.page},
          {"next", what_follows(letter, voided.application)}};
}

}  // namespace

ExitCode void_letters(const CommandLine& line, const CommandArguments& arguments, Voiding kind) {
  const VoidOrder order = read_order(line, arguments, kind);
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const bool as_json = arguments.has("json");
  Json rows = Json::array();
  ExitCode code = ExitCode::done;
  for (const std::string& notice : named_letters(*database, arguments)) {
    const auto outcome = void_at_desk(*database, notice, order, line.clock.now());
    if (const auto* refusal = std::get_if<std::string>(&outcome)) {
      code = ExitCode::malformed;
      print_refusal(*refusal);
      rows.push_back({{"notice_number", notice}, {"error", *refusal}});
      continue;
    }
    const auto& voided = std::get<LetterVoided>(outcome);
    rows.push_back(json_of(voided));
    if (!as_json) print_text(voided);
  }
  if (as_json) print_json(rows);
  write_stop_lists(*database, line.settings);  // should it fail, what was done has been told
  return code;
}

}  // namespace saihakko
