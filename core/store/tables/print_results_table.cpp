#include "core/store/tables/print_results_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO print_results (letter_id, result, reported_ms, person, tracking_number, "
    "acting_uid, file_id, line, taken_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr const char* kRecordedScan =
    "SELECT print_result_id FROM print_results WHERE letter_id = $1 AND result = $2 "
    "AND (reported_ms = $3 OR (line = $4 AND file_id IN (SELECT file_id FROM inbox_files "
    "WHERE kind = 'print-results' "
    "AND sha256 = (SELECT sha256 FROM inbox_files WHERE file_id = $5)))) LIMIT 1";
constexpr const char* kReportedTime =
    "SELECT MAX(reported_ms) FROM print_results WHERE letter_id = $1 AND result = $2";
constexpr const char* kOf =
    "SELECT result, reported_ms, person, tracking_number, acting_uid, name, line, taken_ms "
    "FROM print_results LEFT JOIN inbox_files USING (file_id) WHERE letter_id = $1 "
    "ORDER BY print_result_id";

}  // namespace

void add_print_result(Database& database, const NewPrintResult& result, Instant now) {
  database.execute(kAdd, result.letter_id, to_text(result.result), result.reported_at.ms,
                   result.person, result.tracking_number, result.acting_uid, result.source.file_id,
                   result.source.line, now.ms);
}

bool is_recorded_scan(Database& database, std::int64_t letter_id, PrintResult result,
                      std::optional<Instant> at, const ResultSource& source) {
  const std::optional<std::int64_t> at_ms = at ? std::optional(at->ms) : std::nullopt;
  return database
      .select_one<std::tuple<std::int64_t>>(kRecordedScan, letter_id, to_text(result), at_ms,
                                            source.line, source.file_id)
      .has_value();
}

std::optional<Instant> reported_time(Database& database, std::int64_t letter_id,
                                     PrintResult result) {
  const auto row = database.select_one<std::tuple<std::optional<std::int64_t>>>(
      kReportedTime, letter_id, to_text(result));
  const auto ms = std::get<0>(row.value());
  if (!ms) return std::nullopt;
  return Instant{*ms};
}

std::vector<PrintResultRow> print_results_of(Database& database, std::int64_t letter_id) {
  using Row = std::tuple<std::string, std::int64_t, std::string, std::string, std::int64_t,
                         std::optional<std::string>, std::optional<std::int64_t>, std::int64_t>;
  std::vector<PrintResultRow> results;
  for (auto& [result, reported, person, tracking, uid, file, line, taken] :
       database.select<Row>(kOf, letter_id)) {
    results.push_back({parse_print_result(result).value(),
                       {reported},
                       std::move(person),
                       std::move(tracking),
                       uid,
                       std::move(file),
                       line,
                       {taken}});
  }
  return results;
}

}  // namespace saihakko
