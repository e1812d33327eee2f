#include "core/service/letters/overdue_letters.hpp"

#include <algorithm>
#include <utility>

#include "core/store/queries/letters_waiting.hpp"
#include "core/store/tables/batches_table.hpp"

namespace saihakko {
namespace {

std::int64_t days_late(const Deadlines& deadlines, PrintRoomStep step, Instant since) {
  return deadlines.working_days.between(since, deadlines.now) - deadlines.within_days(step);
}

Instant latest_late_start(const Deadlines& deadlines, PrintRoomStep step) {
  return deadlines.working_days.latest_late_start(deadlines.now, deadlines.within_days(step));
}

/// The step that a letter in this state waits for.
std::optional<PrintRoomStep> next_step(LetterState state) {
  switch (state) {
    case LetterState::sealed: return PrintRoomStep::collect;
    case LetterState::collected:
    case LetterState::printed: return PrintRoomStep::post;
    case LetterState::posted:
    case LetterState::used:
    case LetterState::lapsed:
    case LetterState::spoiled:
    case LetterState::returned:
    case LetterState::voided: return std::nullopt;
  }
  return std::nullopt;
}

/// A sealed batch gets its directory a moment later, or when render-letters is run again.
bool was_handed_over(Database& database, const Letter& letter) {
  const auto batch = find_batch(database, letter.batch);
  return batch && batch->state == BatchState::handed_over;
}

}  // namespace

std::string_view to_text(PrintRoomStep step) {
  switch (step) {
    case PrintRoomStep::collect: return "collect";
    case PrintRoomStep::post: return "post";
  }
  return {};
}

std::string_view japanese(PrintRoomStep step) {
  switch (step) {
    case PrintRoomStep::collect: return "受取";
    case PrintRoomStep::post: return "投函";
  }
  return {};
}

JapanDate post_by(const LetterSettings& letters, const WorkingDays& working_days, Instant made_at) {
  const JapanDate collected = working_days.day_after(made_at, letters.collect_within_days);
  return working_days.day_after(start_of_japan_day(collected), letters.post_within_days);
}

int Deadlines::within_days(PrintRoomStep step) const {
  switch (step) {
    case PrintRoomStep::collect: return letters.collect_within_days;
    case PrintRoomStep::post: return letters.post_within_days;
  }
  return 0;
}

Instant Deadlines::counted_from() const {
  return std::min(latest_late_start(*this, PrintRoomStep::collect),
                  latest_late_start(*this, PrintRoomStep::post));
}

std::optional<Overdue> overdue_step(Database& database, const Letter& letter,
                                    const Deadlines& deadlines) {
  const auto step = next_step(letter.state);
  if (!step || !was_handed_over(database, letter)) return std::nullopt;
  const Instant since = *step == PrintRoomStep::collect ? letter.state_since
                                                        : in_print_room_since(database, letter.id);
  const std::int64_t late = days_late(deadlines, *step, since);
  if (late <= 0) return std::nullopt;
  return Overdue{*step, since, late};
}

std::vector<OverdueBatch> overdue_batches(Database& database, const Deadlines& deadlines) {
  std::vector<OverdueBatch> overdue;
  const auto add = [&](PrintRoomStep step, std::vector<WaitingLetters>&& all) {
    for (WaitingLetters& waiting : all) {
      overdue.push_back({std::move(waiting.batch),
                         std::move(waiting.prefecture),
                         waiting.letters,
                         {step, waiting.since, days_late(deadlines, step, waiting.since)}});
    }
  };
  add(PrintRoomStep::collect,
      letters_not_collected(database, latest_late_start(deadlines, PrintRoomStep::collect)));
  add(PrintRoomStep::post,
      letters_not_posted(database, latest_late_start(deadlines, PrintRoomStep::post)));
  return overdue;
}

}  // namespace saihakko
