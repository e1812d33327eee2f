#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/print_result.hpp"
#include "core/domain/serial_set.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/print_results_table.hpp"

namespace saihakko {

/// What a line of the print room says, whatever it is about.
struct PrintReport {
  PrintResult result = PrintResult::collected;
  std::optional<Instant> at;  ///< nullopt: at the time of the run
  bool whole_day = false;     ///< `at` is the beginning of a day of which no time is known
  std::string person;
  std::string tracking_number;
  std::int64_t acting_uid = 0;  ///< the owner of the file, or who gave the command
  ResultSource source;
};

/// Why a report was not taken; nothing has changed then.
struct TrackRefusal {
  enum class Cause {
    unknown_number,
    not_theirs,          ///< another union's than who reports may speak of
    not_handed_over,     ///< the batch is still being made, or was taken back
    before_issue,        ///< dated before the letter was made
    contradiction,       ///< with what is known of the letter
    must_not_be_posted,  ///< 投函済 of a letter whose password is dead
  };
  Cause cause;
  std::string message;  ///< in Japanese, with the remedy
};

/// Takes a report of one letter, inside the caller's transaction: the letter goes forwards and its
/// application with it. A spoiled one puts the application back to approved, a returned one puts
/// it in review with a finding; both erase the temporary password. What was reported before
/// changes nothing; a second print before posting is counted.
std::optional<TrackRefusal> track_letter(Database& database, const Actor& actor,
                                         std::string_view notice_number, const PrintReport& report,
                                         Instant now);

/// The same for all letters of a batch but those in `named`, which have lines of their own. Passes
/// over letters that are as far already, or that have come to an end.
std::optional<TrackRefusal> track_batch(Database& database, const Actor& actor,
                                        std::string_view batch_name, const SerialSet& named,
                                        const PrintReport& report, Instant now);

}  // namespace saihakko
