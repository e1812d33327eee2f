#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {

/// What became of a row of a decisions file that decides something.
struct DecisionResult {
  std::int64_t row = 0;  ///< as a spreadsheet counts
  std::string receipt;   ///< as it was written; may be empty
  std::string verdict;   ///< as it was written; may be empty
  bool taken = false;
  std::string message;  ///< in Japanese: why not, or what was passed over; may be empty
};

/// A result file beside the worksheets: the answer to one decisions file.
struct DecisionResultFile {
  std::filesystem::path path;
  std::int64_t file_id = 0;  ///< of inbox_files: the results of one drop have the same
  std::string taken_at;      ///< `20261122_0910`, Japan
  std::string name;          ///< of the decisions file
};

/// Writes `判定結果_YYYYMMDD_HHMM_ID_NAME.csv` (`行,受付番号,判定,結果,説明`) for a wholly taken
/// decisions file, of which `errors` are the refused rows: to the directories of the worksheets
/// that its applications stand in, where its owner may take part in that union's work. A row whose
/// application is not known, or not the owner's, stands in the first of them. Written again, it is
/// the same. Throws FileError, StoreError.
void write_decision_results(Database& database, const Settings& settings,
                            const std::filesystem::path& file, const InboxFile& taken,
                            const std::vector<InboxError>& errors);

/// The result files that may be read, newest drop first. Throws FileError.
std::vector<DecisionResultFile> decision_result_files(const Settings& settings);

/// The rows of a result file. Throws FileError.
std::vector<DecisionResult> read_decision_results(const std::filesystem::path& file);

/// What became of one decisions file, in numbers.
struct DecisionCounts {
  DecisionResultFile file;
  std::int64_t taken = 0;
  std::int64_t refused = 0;
};
DecisionCounts counted(const DecisionResultFile& file, const std::vector<DecisionResult>& rows);

/// `hantei.csv 2026-11-22 09:10: 取込 12、取り込めず 2`.
std::string counts_text(const DecisionCounts& counts);

/// Of the newest drop; nullopt where there is none, or none that may be read.
std::optional<DecisionCounts> newest_decision_counts(const Settings& settings);

}  // namespace saihakko
