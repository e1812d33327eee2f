#include "core/service/letters/track_letters.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/domain/review_cause.hpp"
#include "core/domain/serial_number.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/service/steps/letter_steps.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/lost_letters_table.hpp"

namespace saihakko {
namespace {

using Cause = TrackRefusal::Cause;

std::optional<TrackRefusal> check_batch(std::string_view name, const std::optional<Batch>& batch) {
  if (!batch || batch->state == BatchState::claimed || batch->state == BatchState::undone) {
    return TrackRefusal{Cause::unknown_number, fmt::format("バッチ {} はありません", name)};
  }
  if (batch->state == BatchState::handed_over) return std::nullopt;
  return TrackRefusal{
      Cause::not_handed_over,
      batch->state == BatchState::voided
          ? fmt::format("バッチ {} は取り消されています。印刷も投函もしないでください", name)
          : fmt::format("バッチ {} はまだ引き渡されていません。"
                        "render-letters の後に、もう一度置いてください",
                        name)};
}

/// Excel knows no seconds: the minute of the issue is not before it.
std::optional<TrackRefusal> check_time(const Letter& letter, const PrintReport& report) {
  const std::int64_t issue_minute = letter.issued_at.ms - letter.issued_at.ms % kMinuteMs;
  if (!report.at || report.at->ms >= issue_minute) return std::nullopt;
  return TrackRefusal{Cause::before_issue, fmt::format("通知書を作成した日時({})より前です",
                                                       japan_minute(letter.issued_at))};
}

/// On the day on which the letter was made it cannot have happened before that.
PrintReport dated(const Letter& letter, PrintReport report) {
  if (report.whole_day && japan_date(*report.at) == japan_date(letter.issued_at)) {
    report.at = letter.issued_at;
  }
  return report;
}

LetterStanding standing_of(Database& database, const Letter& letter, PrintResult result) {
  const auto reached_by = parse_print_result(to_text(letter.state));
  const auto since = reached_by ? reported_time(database, letter.id, *reached_by) : std::nullopt;
  return {.state = letter.state,
          .since = since.value_or(letter.state_since),
          .reported_before = reported_time(database, letter.id, result).has_value()};
}

ResultEffect effect_on(Database& database, const Letter& letter, const PrintReport& report) {
  if (is_recorded_scan(database, letter.id, report.result, report.at, report.source)) {
    return ResultEffect::repeated;
  }
  return effect_of(report.result, report.at, standing_of(database, letter, report.result));
}

std::string contradiction_text(const Letter& letter, const LetterStanding& standing,
                               PrintResult result) {
  const std::string known = fmt::format("通知書 {} はすでに{}です({} から)", letter.notice_number,
                                        japanese(letter.state), japan_minute(standing.since));
  switch (letter.state) {
    case LetterState::sealed:
    case LetterState::collected:
    case LetterState::printed:
    case LetterState::posted:
      if (result == PrintResult::spoiled) {
        return known + "。書き損じではなく戻ってきたものなら、返戻としてください";
      }
      return known + fmt::format("。それより前に{}だったのなら、その日時を入れてください",
                                 japanese(result));
    case LetterState::used: return known + "。事業所に届いています。通知書番号を確かめてください";
    case LetterState::lapsed:
    case LetterState::spoiled:
    case LetterState::returned: return known + "。通知書番号を確かめてください";
    case LetterState::voided:
      return known + "。印刷も投函もせずに、stop.csv のとおり抜き取り、書損と報告してください";
  }
  return known;
}

/// These letters of a reported batch went the same way, though their state has moved on without it.
bool was_passed_on(LetterState state) {
  return state == LetterState::used || state == LetterState::voided;
}

TrackRefusal refusal_of(Database& database, const Letter& letter, PrintResult result) {
  const LetterStanding standing = standing_of(database, letter, result);
  const bool dead = !is_live(letter.state) && letter.state != LetterState::used;
  if (result != PrintResult::posted || !dead) {
    return {Cause::contradiction, contradiction_text(letter, standing, result)};
  }
  return {Cause::must_not_be_posted,
          fmt::format("投函してはならない通知書です: {} は{} から{}で、仮パスワードは使えません。"
                      "投函する前なら抜き取り、投函した後なら国保連合会に知らせてください",
                      letter.notice_number, japan_minute(standing.since), japanese(letter.state))};
}

void record(Database& database, const Letter& letter, const PrintReport& report, Instant now) {
  add_print_result(database,
                   {.letter_id = letter.id,
                    .result = report.result,
                    .reported_at = report.at.value_or(now),
                    .person = report.person,
                    .tracking_number = report.tracking_number,
                    .acting_uid = report.acting_uid,
                    .source = report.source},
                   now);
}

void move_application(Database& database, const Actor& actor, const Letter& letter,
                      PrintResult result, Instant now) {
  Application application = find_application(database, letter.receipt_number).value();
  switch (result) {
    case PrintResult::collected: return;
    case PrintResult::printed:
      return step(database, actor, application, ApplicationState::printed, "", now);
    case PrintResult::posted:
      return step(database, actor, application, ApplicationState::posted, "", now);
    case PrintResult::spoiled:
      step(database, actor, application, ApplicationState::approved, "letter_spoiled", now);
      return release_claim(database, application.id);
    case PrintResult::returned:
      step(database, actor, application, ApplicationState::in_review,
           to_text(ReviewCause::letter_returned), now);
      release_claim(database, application.id);
      set_screened_version(database, application.id, 0);  // the ledger may have changed long since
      return add_finding(database, application.id,
                         {FindingCode::letter_returned, letter.notice_number});
  }
}

void advance(Database& database, const Actor& actor, Letter& letter, const PrintReport& report,
             Instant now) {
  step(database, actor, letter, state_after(report.result), letter.batch, now);
  if (report.result == PrintResult::printed) count_print(database, letter.id);
  record(database, letter, report, now);
  move_application(database, actor, letter, report.result, now);
}

void count_reprint(Database& database, const Actor& actor, const Letter& letter,
                   const PrintReport& report, Instant now) {
  count_print(database, letter.id);
  record(database, letter, report, now);
  append_audit(database, actor, now,
               {"page_reprinted", letter.notice_number, std::to_string(letter.print_count + 1)});
}

void record_only(Database& database, const Actor& actor, const Letter& letter,
                 const PrintReport& report, Instant now) {
  record(database, letter, report, now);
  append_audit(database, actor, now,
               {"result_recorded", letter.notice_number, to_text(report.result)});
}

Cause cause_for_lost(PrintResult result) {
  return result == PrintResult::posted ? Cause::must_not_be_posted : Cause::contradiction;
}

/// The restored database knows nothing of its passwords; the end of its paper is what counts.
std::optional<TrackRefusal> track_lost_letter(Database& database, const Actor& actor,
                                              std::string_view notice_number, PrintResult result,
                                              Instant now) {
  if (!find_lost_letter(database, notice_number)) {
    return TrackRefusal{Cause::unknown_number,
                        fmt::format("通知書番号 {} の通知書はありません", notice_number)};
  }
  if (result != PrintResult::spoiled) {
    return TrackRefusal{
        cause_for_lost(result),
        fmt::format(
            "投函してはならない通知書です: {} は復元により無効で、仮パスワードは使えません。"
            "裁断して、書損と報告してください。投函した後なら国保連合会に知らせてください",
            notice_number)};
  }
  if (mark_lost_letter_gone(database, notice_number, now)) {
    append_audit(database, actor, now, {"lost_letter_destroyed", std::string(notice_number), ""});
  }
  return std::nullopt;
}

TrackRefusal lost_batch(std::string_view name, PrintResult result) {
  return {cause_for_lost(result),
          fmt::format("バッチ {} の通知書は復元により無効です。投函せずに裁断し、通知書番号ごとに"
                      "書損と報告してください",
                      name)};
}

}  // namespace

std::optional<TrackRefusal> track_letter(Database& database, const Actor& actor,
                                         std::string_view notice_number, const PrintReport& given,
                                         Instant now) {
  auto letter = find_letter(database, notice_number);
  if (!letter) return track_lost_letter(database, actor, notice_number, given.result, now);
  if (auto refusal = check_batch(letter->batch, find_batch(database, letter->batch))) {
    return refusal;
  }
  const PrintReport report = dated(*letter, given);
  if (auto refusal = check_time(*letter, report)) return refusal;
  switch (effect_on(database, *letter, report)) {
    case ResultEffect::advance: advance(database, actor, *letter, report, now); return std::nullopt;
    case ResultEffect::reprint:
      count_reprint(database, actor, *letter, report, now);
      return std::nullopt;
    case ResultEffect::recorded:
      record_only(database, actor, *letter, report, now);
      return std::nullopt;
    case ResultEffect::repeated: return std::nullopt;
    case ResultEffect::contradiction: return refusal_of(database, *letter, report.result);
  }
  return std::nullopt;
}

std::optional<TrackRefusal> track_batch(Database& database, const Actor& actor,
                                        std::string_view batch_name, const SerialSet& named,
                                        const PrintReport& given, Instant now) {
  const auto batch = find_batch(database, batch_name);
  if (auto refusal = check_batch(batch_name, batch)) return refusal;
  auto letters = letters_of_batch(database, batch->id);
  if (letters.empty()) return lost_batch(batch_name, given.result);
  const PrintReport report = dated(letters.front(), given);
  if (auto refusal = check_time(letters.front(), report)) return refusal;
  for (Letter& letter : letters) {
    if (named.holds(serial_in(letter.notice_number))) continue;
    const ResultEffect effect = effect_on(database, letter, report);
    if (effect == ResultEffect::advance) {
      advance(database, actor, letter, report, now);
    } else if (effect == ResultEffect::recorded && was_passed_on(letter.state)) {
      record_only(database, actor, letter, report, now);
    }
  }
  return std::nullopt;
}

}  // namespace saihakko
