#include "core/service/letters/print_room_report.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/intake/owner_rights.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {
namespace {

using Names = PrintResultLine::Names;
using Answer = Mark::Answer;

std::optional<std::string> not_theirs(Database& database, const UnionGroups& groups,
                                      const PrintResultLine& line) {
  return line.names == Names::letter ? not_their_letter(database, groups, line.number)
                                     : not_their_batch(database, groups, line.number);
}

/// Nothing of the letter may go on: it is void, over, destroyed or back.
bool is_dead(Database& database, const PrintResultLine& line) {
  const auto letter =
      line.names == Names::letter ? find_letter(database, line.number) : std::nullopt;
  return letter && !is_live(letter->state) && letter->state != LetterState::used;
}

Answer answer_to(Database& database, const PrintResultLine& line, const TrackRefusal& refusal) {
  switch (refusal.cause) {
    case TrackRefusal::Cause::unknown_number: return Answer::unknown;
    case TrackRefusal::Cause::must_not_be_posted: return Answer::stop;
    case TrackRefusal::Cause::contradiction:
      return is_dead(database, line) ? Answer::stop : Answer::refused;
    case TrackRefusal::Cause::not_theirs:
    case TrackRefusal::Cause::not_handed_over:
    case TrackRefusal::Cause::before_issue: return Answer::refused;
  }
  return Answer::refused;
}

/// What the order does not speak of, though it can be read.
std::optional<Mark> out_of_order(Database& database, const MarkOrder& order,
                                 const PrintResultLine& line) {
  if (line.names == Names::batch) {
    if (order.names == MarkOrder::Names::letters_and_batches) return std::nullopt;
    return Mark{
        Answer::refused, line.number,
        "送付票のバッチ名です。バッチのすべての通知書を報告するときは、saihakko letter mark "
        "にバッチ名を書いてください"};
  }
  if (order.batch.empty()) return std::nullopt;
  const auto letter = find_letter(database, line.number);
  if (!letter || letter->batch == order.batch) return std::nullopt;
  return Mark{Answer::other_batch, line.number,
              fmt::format("{} の通知書です({} {}頁)", letter->batch, letter->file, letter->page)};
}

Mark taken(Database& database, const MarkOrder& order, const PrintResultLine& line) {
  Mark mark{Answer::taken, line.number, ""};
  if (order.result != PrintResult::printed || line.names == Names::batch) return mark;
  const auto letter = find_letter(database, line.number);
  if (letter && letter->print_count > 1) mark.message = fmt::format("{}回目", letter->print_count);
  return mark;
}

}  // namespace

std::string_view to_text(Mark::Answer answer) {
  switch (answer) {
    case Answer::taken: return "taken";
    case Answer::unreadable: return "unreadable";
    case Answer::unknown: return "unknown";
    case Answer::other_batch: return "other_batch";
    case Answer::stop: return "stop";
    case Answer::refused: return "refused";
  }
  return {};
}

std::optional<TrackRefusal> take_report(Database& database, const Reporter& reporter,
                                        const PrintResultLine& line, const ResultSource& source,
                                        const std::function<const SerialSet&()>& named,
                                        Instant now) {
  if (auto refusal = not_theirs(database, reporter.groups, line)) {
    return TrackRefusal{TrackRefusal::Cause::not_theirs, std::move(*refusal)};
  }
  const Actor actor = Actor::person(reporter.uid);
  const PrintReport report{.result = line.result,
                           .at = line.at,
                           .whole_day = line.whole_day,
                           .person = line.person,
                           .tracking_number = line.tracking_number,
                           .acting_uid = reporter.uid,
                           .source = source};
  if (line.names == Names::letter) {
    return track_letter(database, actor, line.number, report, now);
  }
  return track_batch(database, actor, line.number, named(), report, now);
}

Mark mark(Database& database, const MarkOrder& order, std::string_view text, Instant now) {
  if (!decode_utf8(text)) return {Answer::unreadable, "", "文字として読めません(UTF-8)"};
  const auto read = read_print_result({.notice = std::string(text),
                                       .result = std::string(japanese(order.result)),
                                       .time = order.time,
                                       .person = order.person,
                                       .tracking_number = ""},
                                      now);
  if (const auto* errors = std::get_if<ItemErrors>(&read)) {
    const ItemError& first = errors->front();
    return {first.field == print_results::kNotice ? Answer::unreadable : Answer::refused,
            clean_text(text), first.reason};
  }
  const auto& line = std::get<PrintResultLine>(read);
  if (auto other = out_of_order(database, order, line)) return *std::move(other);
  std::optional<SerialSet> none;
  const auto no_letters = [&none]() -> const SerialSet& { return none.emplace(); };
  Transaction transaction(database);
  const auto refusal = take_report(database, order.reporter, line, {}, no_letters, now);
  if (refusal) return {answer_to(database, line, *refusal), line.number, refusal->message};
  transaction.commit();
  return taken(database, order, line);
}

}  // namespace saihakko
