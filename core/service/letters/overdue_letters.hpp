#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/working_days.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// What the print room has to do with a letter, and by when: `letters.collect_within_days` after
/// the seal and `letters.post_within_days` after the collection, in working days.
enum class PrintRoomStep { collect, post };

std::string_view to_text(PrintRoomStep step);
/// 受取 or 投函.
std::string_view japanese(PrintRoomStep step);

/// 投函期限: the last day on which a letter of a batch is posted in time that was made at
/// `made_at`, even if the print room takes as long for the collection as it may.
JapanDate post_by(const LetterSettings& letters, const WorkingDays& working_days, Instant made_at);

/// What lateness is measured with.
struct Deadlines {
  const LetterSettings& letters;
  const WorkingDays& working_days;
  Instant now;

  int within_days(PrintRoomStep step) const;
  /// The earliest instant from which working days are counted where nothing is late.
  Instant counted_from() const;
};

struct Overdue {
  PrintRoomStep step;
  Instant since;           ///< when the wait began
  std::int64_t days_late;  ///< working days past the limit, from 1
};

/// The step that the letter is late with, if any.
std::optional<Overdue> overdue_step(Database& database, const Letter& letter,
                                    const Deadlines& deadlines);

/// The letters of one batch that are late with one step; `overdue` is that of the longest wait.
struct OverdueBatch {
  std::string batch;
  std::string prefecture;
  std::int64_t letters;
  Overdue overdue;
};

std::vector<OverdueBatch> overdue_batches(Database& database, const Deadlines& deadlines);

}  // namespace saihakko
