#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/domain/print_result.hpp"
#include "core/domain/working_days.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/queries/batch_standings.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// How a person measures a batch.
struct BatchRow {
  BatchStanding standing;
  JapanDate post_by;  ///< 投函期限, as its cover says
};

/// Newest first, at most `limit`, of one union where `prefecture` is not empty.
std::vector<BatchRow> listed_batches(Database& database, const LetterSettings& letters,
                                     const WorkingDays& working_days, std::string_view prefecture,
                                     std::int64_t limit);

/// A batch and its letters in the order of its pages.
struct BatchFacts {
  BatchRow row;
  std::vector<Letter> letters;
};
/// nullopt when no batch of this name was committed.
std::optional<BatchFacts> batch_facts(Database& database, const LetterSettings& letters,
                                      const WorkingDays& working_days, std::string_view name);

/// Those that the print room has still to post, in order.
std::vector<Letter> letters_to_post(const std::vector<Letter>& letters);

/// Those that must not be posted though their pages are in the batch, in order.
std::vector<Letter> letters_not_to_be_posted(const std::vector<Letter>& letters);

/// Those of a batch to which the result could still happen: after a scan of the whole batch, the
/// ones that were not there. Empty when there is no such batch.
std::vector<Letter> letters_without(Database& database, std::string_view batch_name,
                                    PrintResult result);

/// The CSV that the print room fills in and hands in: a row a letter that is to be posted, in the
/// order of the pages, with nothing but its number and where it is. UTF-8 with BOM, for Excel.
std::string results_to_fill_in(const std::vector<Letter>& letters);

}  // namespace saihakko
