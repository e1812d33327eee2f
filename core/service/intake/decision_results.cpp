#include "core/service/intake/decision_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/domain/decision.hpp"
#include "core/domain/serial_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/csv_file.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/service/intake/inbox_intake.hpp"
#include "core/service/intake/read_decision.hpp"
#include "core/service/setup/union_directory.hpp"
#include "core/service/setup/union_groups.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;
constexpr std::string_view kBegin = "判定結果_";
constexpr std::string_view kEnd = ".csv";
constexpr std::size_t kLongestName = 120;  // bytes of the decisions file's name
constexpr std::string_view kTaken = "取り込みました";
constexpr std::string_view kRefused = "取り込めませんでした";
constexpr const char* kColumns = "行,受付番号,判定,結果,説明\r\n";

using ErrorsByRow = std::map<std::int64_t, std::vector<const InboxError*>>;

ErrorsByRow by_row(const std::vector<InboxError>& errors) {
  ErrorsByRow rows;
  for (const InboxError& error : errors)
    rows[error.line].push_back(&error);
  return rows;
}

std::string reasons_text(const std::vector<const InboxError*>& errors) {
  std::string text;
  for (const InboxError* error : errors) {
    const std::string field = error->field.empty() ? "" : error->field + ": ";
    text += fmt::format("{}{}{}", text.empty() ? "" : " / ", field, error->reason);
  }
  return text;
}

/// What a row that was taken passed over.
std::string passed_over(const DecisionFields& fields) {
  const std::string reason = clean_text(fields.reason);
  if (reason.empty() || parse_japanese_verdict(fields.verdict) != Verdict::approve) return "";
  return fmt::format("承認なので、理由「{}」は使いませんでした", reported(reason));
}

/// A row that says something; of a broken one only its errors are known.
std::optional<DecisionResult> result_of(const CsvReader& reader, const CsvRow& row,
                                        const ErrorsByRow& errors) {
  const DecisionFields fields = decision_fields(reader, row);
  const auto refused = errors.find(row.row);
  if (fields.verdict.empty() && refused == errors.end()) return std::nullopt;
  DecisionResult result{row.row, reported(fields.receipt), reported(fields.verdict),
                        refused == errors.end(), ""};
  result.message = result.taken ? passed_over(fields) : reasons_text(refused->second);
  return result;
}

std::vector<DecisionResult> results_of(const fs::path& file,
                                       const std::vector<InboxError>& errors) {
  const ErrorsByRow rows = by_row(errors);
  std::vector<DecisionResult> results;
  std::set<std::int64_t> told;
  CsvReader reader(file);
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr) continue;
    told.insert(row->row);
    if (auto result = result_of(reader, *row, rows)) results.push_back(std::move(*result));
  }
  for (const auto& [row, found] : rows) {
    if (!told.contains(row)) results.push_back({row, "", "", false, reasons_text(found)});
  }
  std::ranges::stable_sort(results, {}, &DecisionResult::row);
  return results;
}

/// The worksheets' directories, and who may look into them.
class Places {
 public:
  Places(Database& database, const Settings& settings, std::int64_t owner_uid)
      : database_(database), all_(settings.state_dir / "review"), groups_(all_, owner_uid) {}

  /// That of the application's union; nullopt when it is not known or not the person's.
  std::optional<fs::path> of(const std::string& receipt) const {
    const auto number = parse_serial_number(kReceiptLetter, receipt);
    const auto application =
        number ? find_application(database_, *number) : std::optional<Application>();
    if (!application || groups_.refusal(application->prefecture)) return std::nullopt;
    return union_directory(all_, application->prefecture);
  }

  /// The first that the person may look into.
  fs::path any() const {
    if (!groups_.refusal("")) return all_;
    for (const std::string& name : directory_names(all_)) {
      if (fs::is_directory(fs::symlink_status(all_ / name)) && !groups_.refusal(name)) {
        return all_ / name;
      }
    }
    return all_;
  }

 private:
  Database& database_;
  fs::path all_;
  UnionGroups groups_;
};

using ResultsByPlace = std::map<fs::path, std::vector<DecisionResult>>;

ResultsByPlace sorted_out(const Places& places, const std::vector<DecisionResult>& results) {
  ResultsByPlace sorted;
  std::vector<const DecisionResult*> placeless;
  for (const DecisionResult& result : results) {
    if (const auto place = places.of(result.receipt)) {
      sorted[*place].push_back(result);
    } else {
      placeless.push_back(&result);
    }
  }
  if (placeless.empty()) return sorted;
  auto& rows = sorted.empty() ? sorted[places.any()] : sorted.begin()->second;
  for (const DecisionResult* result : placeless)
    rows.push_back(*result);
  std::ranges::stable_sort(rows, {}, &DecisionResult::row);
  return sorted;
}

std::string results_csv(const std::vector<DecisionResult>& results, TextEncoding encoding) {
  std::string text = kColumns;
  for (const DecisionResult& result : results) {
    text += csv_line(std::vector<std::string>{
        std::to_string(result.row), defused(result.receipt), defused(result.verdict),
        std::string(result.taken ? kTaken : kRefused), defused(result.message)});
  }
  return csv_file(text, encoding);
}

/// `20261122_0910` in Japan.
std::string minute_text(Instant at) {
  const std::string minute = japan_minute(at);
  return fmt::format("{}_{}{}", compact_date(japan_date(at)), minute.substr(11, 2),
                     minute.substr(14, 2));
}

std::string file_name(const InboxFile& taken) {
  const auto pieces = split_utf8(taken.name, kLongestName);
  const std::string name =
      pieces.empty() ? std::string() : without_control_characters(pieces.front());
  return fmt::format("{}{}_{}_{}{}", kBegin, minute_text(taken.started_at), taken.id, name, kEnd);
}

/// The parts of file_name().
std::optional<DecisionResultFile> named_result(const fs::path& path) {
  constexpr std::size_t kMinute = 13;
  std::string name = path.filename().string();
  if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) return std::nullopt;
  name = name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size());
  if (name.size() < kMinute + 3 || name[kMinute] != '_') return std::nullopt;
  DecisionResultFile result{path, 0, name.substr(0, kMinute), ""};
  const char* end = name.data() + name.size();
  const auto [behind, error] = std::from_chars(name.data() + kMinute + 1, end, result.file_id);
  if (error != std::errc() || behind == end || *behind != '_') return std::nullopt;
  result.name = std::string(behind + 1, end);
  return result;
}

void add_results_in(const fs::path& folder, std::vector<DecisionResultFile>& found) {
  for (const std::string& name : directory_names(folder)) {
    auto result = named_result(folder / name);
    if (result && fs::is_regular_file(fs::symlink_status(result->path))) {
      found.push_back(std::move(*result));
    }
  }
}

}  // namespace

void write_decision_results(Database& database, const Settings& settings, const fs::path& file,
                            const InboxFile& taken, const std::vector<InboxError>& errors) {
  const Places places(database, settings, file_owner_uid(file));
  for (const auto& [place, results] : sorted_out(places, results_of(file, errors))) {
    make_directories(place, kDirectoryMode);
    replace_file(place / file_name(taken), results_csv(results, settings.review.csv_encoding),
                 kFileMode);
  }
}

std::vector<DecisionResultFile> decision_result_files(const Settings& settings) {
  const fs::path all = settings.state_dir / "review";
  std::vector<DecisionResultFile> found;
  add_results_in(all, found);
  for (const std::string& name : directory_names(all)) {
    if (!fs::is_directory(fs::symlink_status(all / name))) continue;
    try {
      add_results_in(all / name, found);
    } catch (const FileError&) {
      continue;  // another union's
    }
  }
  std::ranges::stable_sort(found, std::greater{}, &DecisionResultFile::file_id);
  return found;
}

std::vector<DecisionResult> read_decision_results(const fs::path& file) {
  constexpr std::size_t kFields = 5;
  std::vector<DecisionResult> results;
  CsvReader reader(file);
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr || row->fields.size() != kFields) continue;
    const std::string& number = row->fields[0];
    DecisionResult result{0, row->fields[1], row->fields[2], row->fields[3] == kTaken,
                          row->fields[4]};
    std::from_chars(number.data(), number.data() + number.size(), result.row);
    results.push_back(std::move(result));
  }
  return results;
}

DecisionCounts counted(const DecisionResultFile& file, const std::vector<DecisionResult>& rows) {
  const std::int64_t taken = std::ranges::count(rows, true, &DecisionResult::taken);
  return {file, taken, static_cast<std::int64_t>(rows.size()) - taken};
}

std::string counts_text(const DecisionCounts& counts) {
  const std::string& at = counts.file.taken_at;
  return fmt::format("{} {}-{}-{} {}:{}: 取込 {}、取り込めず {}", counts.file.name, at.substr(0, 4),
                     at.substr(4, 2), at.substr(6, 2), at.substr(9, 2), at.substr(11, 2),
                     counts.taken, counts.refused);
}

std::optional<DecisionCounts> newest_decision_counts(const Settings& settings) {
  std::optional<DecisionResultFile> newest;
  std::vector<DecisionResult> rows;
  try {
    for (const DecisionResultFile& file : decision_result_files(settings)) {
      if (newest && newest->file_id != file.file_id) break;
      newest = file;
      for (DecisionResult& row : read_decision_results(file.path))
        rows.push_back(std::move(row));
    }
  } catch (const FileError&) {
    return std::nullopt;
  }
  if (!newest) return std::nullopt;
  return counted(*newest, rows);
}

}  // namespace saihakko
