#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/print_result.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A line of a print-results file, wherever that content lies; neither where a command reports.
struct ResultSource {
  std::optional<std::int64_t> file_id;  ///< of inbox_files
  std::optional<std::int64_t> line;
};

struct NewPrintResult {
  std::int64_t letter_id = 0;
  PrintResult result = PrintResult::collected;
  Instant reported_at;
  std::string person;
  std::string tracking_number;
  std::int64_t acting_uid = 0;
  ResultSource source;
};
void add_print_result(Database& database, const NewPrintResult& result, Instant now);

/// Whether the result has been recorded of the letter with this very time, or from this line of
/// the same content (a file dropped again). `at` is nullopt where no time was given: what a command
/// reports so is new each time.
bool is_recorded_scan(Database& database, std::int64_t letter_id, PrintResult result,
                      std::optional<Instant> at, const ResultSource& source);

/// When the result of the letter was reported to have happened, the latest one if several times.
std::optional<Instant> reported_time(Database& database, std::int64_t letter_id,
                                     PrintResult result);

struct PrintResultRow {
  PrintResult result;
  Instant reported_at;
  std::string person;
  std::string tracking_number;
  std::int64_t acting_uid;
  std::optional<std::string> file;  ///< this and the line: nullopt where a command reported
  std::optional<std::int64_t> line;
  Instant taken_at;
};
/// In the order in which they were taken.
std::vector<PrintResultRow> print_results_of(Database& database, std::int64_t letter_id);

}  // namespace saihakko
