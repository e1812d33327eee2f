#include "core/service/intake/refused_rows.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "core/domain/application_state.hpp"
#include "core/domain/letter_state.hpp"
#include "core/domain/serial_number.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/durable_file.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/inbox_files_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/print_results_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kErrors = ".errors.csv";
constexpr std::size_t kMostFiles = 200;   // of a kind
constexpr std::size_t kMostRows = 1'000;  // of a file

Instant changed_at(const fs::path& file) {
  const auto since = std::chrono::file_clock::to_sys(fs::last_write_time(file));
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since.time_since_epoch()).count()};
}

/// The name under which it was dropped: without the suffix that a taken name got.
std::string dropped_name(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == name.size()) return name;
  const bool counted = std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(),
                                   [](char c) { return c >= '0' && c <= '9'; });
  return counted ? name.substr(0, dot) : name;
}

std::vector<RefusedRow> rows_of(const fs::path& errors) {
  std::vector<RefusedRow> rows;
  CsvReader reader(errors);
  const auto line = reader.column("行");
  const auto field = reader.column("項目");
  const auto reason = reader.column("理由");
  const auto number = reader.column("番号");
  if (!line || !field || !reason) return rows;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr) continue;
    std::int64_t at = 0;
    const std::string& text = row->fields[*line];
    std::from_chars(text.data(), text.data() + text.size(), at);
    if (rows.empty() || rows.back().line != at) {
      if (rows.size() == kMostRows) break;
      rows.push_back({at, number ? row->fields[*number] : std::string(), {}, false});
    }
    const std::string& name = row->fields[*field];
    rows.back().reasons.push_back((name.empty() ? "" : name + ": ") + row->fields[*reason]);
  }
  return rows;
}

/// What has been done since about what a row of a kind speaks of; nullopt where its number is
/// nobody's.
class Corrections {
 public:
  Corrections(Database& database, std::string_view kind) : database_(database), kind_(kind) {
    faultless_ = last_taken_file(database, kind, FilesWith::no_fault);
    any_ = last_taken_file(database, kind, FilesWith::any_rows);
  }

  bool corrected(const std::string& number, Instant since) const {
    if (kind_ == "decisions") return decided(number, since).value_or(faultless_ > since);
    if (kind_ == "print-results") return reported(number, since).value_or(faultless_ > since);
    if (kind_ == "applications") return applied(number, since).value_or(faultless_ > since);
    if (kind_ == "ledger" && OfficeNumber::parse(number)) return any_ > since;
    return faultless_ > since;
  }

 private:
  std::optional<bool> decided(const std::string& text, Instant since) const {
    const auto number = parse_serial_number(kReceiptLetter, text);
    const auto application =
        number ? find_application(database_, *number) : std::optional<Application>();
    if (!application) return std::nullopt;
    const bool awaited = application->state == ApplicationState::in_review ||
                         application->state == ApplicationState::on_hold;
    if (!awaited || application->state_since > since) return true;
    const auto decisions = decisions_of(database_, application->id);
    return !decisions.empty() && decisions.back().decided_at > since;
  }

  std::optional<bool> reported(const std::string& text, Instant since) const {
    const auto number = parse_serial_number(kNoticeLetter, text);
    const auto letter = number ? find_letter(database_, *number) : std::optional<Letter>();
    if (!letter) return std::nullopt;
    const bool awaited = letter->state == LetterState::sealed ||
                         letter->state == LetterState::collected ||
                         letter->state == LetterState::printed;
    const auto results = print_results_of(database_, letter->id);
    return !awaited || (!results.empty() && results.back().taken_at > since);
  }

  std::optional<bool> applied(const std::string& text, Instant since) const {
    const auto number = OfficeNumber::parse(text);
    if (!number) return std::nullopt;
    const auto newest = applications_of(database_, *number, 1);
    return !newest.empty() &&
           std::max(newest.front().submitted_at, newest.front().state_since) > since;
  }

  Database& database_;
  std::string_view kind_;
  Instant faultless_;
  Instant any_;
};

std::optional<RefusedFile> read_refused(Database& database, std::string_view kind,
                                        const fs::path& errors) {
  const std::string name = errors.filename().string();
  RefusedFile file{.kind = std::string(kind),
                   .name = name.substr(0, name.size() - kErrors.size()),
                   .dropped_as = {},
                   .errors = errors,
                   .since = {},
                   .rows = {}};
  try {
    file.rows = rows_of(errors);
    auto began = refused_file_began(database, kind, file.name);
    file.dropped_as = began ? file.name : dropped_name(file.name);
    if (!began) began = refused_file_began(database, kind, file.dropped_as);
    file.since = began ? *began : changed_at(errors);
  } catch (const FileError&) {
    return std::nullopt;  // purged just now, or not for this person to read
  }
  return file;
}

void add_refused(Database& database, const fs::path& refused, const std::string& kind,
                 std::vector<RefusedFile>& files) {
  std::vector<RefusedFile> found;
  for (const fs::path& errors : errors_files(refused, kind)) {
    if (auto file = read_refused(database, kind, errors)) found.push_back(std::move(*file));
  }
  std::ranges::stable_sort(found, std::greater{}, &RefusedFile::since);
  const Corrections corrections(database, kind);
  std::set<std::string> refused_again;
  for (RefusedFile& file : found) {
    for (RefusedRow& row : file.rows) {
      const bool again = !row.number.empty() && !refused_again.insert(row.number).second;
      row.open = !again && !corrections.corrected(row.number, file.since);
    }
    files.push_back(std::move(file));
  }
}

}  // namespace

std::int64_t RefusedFile::open_rows() const {
  return std::ranges::count(rows, true, &RefusedRow::open);
}

const std::vector<std::string>& inbox_kinds() {
  static const std::vector<std::string> kinds{"ledger",    "postcodes",     "applications",
                                              "decisions", "print-results", "bounces"};
  return kinds;
}

std::vector<fs::path> errors_files(const fs::path& refused, std::string_view kind) {
  std::vector<fs::path> files;
  auto days = directory_names(refused);
  std::reverse(days.begin(), days.end());
  for (const std::string& day : days) {
    auto names = directory_names(refused / day / kind);
    std::reverse(names.begin(), names.end());
    for (const std::string& name : names) {
      if (!name.ends_with(kErrors)) continue;
      files.push_back(refused / day / kind / name);
      if (files.size() == kMostFiles) return files;
    }
  }
  return files;
}

std::vector<RefusedFile> refused_files(Database& database, const Settings& settings) {
  std::vector<RefusedFile> files;
  for (const std::string& kind : inbox_kinds()) {
    try {
      add_refused(database, settings.inbox_dir / "refused", kind, files);
    } catch (const FileError&) {
      continue;  // not for this person to look into
    }
  }
  return files;
}

std::vector<OpenRefusals> open_refusals(Database& database, const Settings& settings) {
  std::vector<OpenRefusals> open;
  for (const RefusedFile& file : refused_files(database, settings)) {
    const std::int64_t rows = file.open_rows();
    if (rows == 0) continue;
    if (open.empty() || open.back().kind != file.kind) open.push_back({file.kind, 0, file.since});
    open.back().rows += rows;
    open.back().since = std::min(open.back().since, file.since);
  }
  return open;
}

}  // namespace saihakko
