#include "core/service/intake/refused_lines.hpp"

#include <charconv>
#include <map>
#include <variant>

#include "core/domain/text_folding.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/intake/refused_rows.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLines = 10;
constexpr std::size_t kLargestFile = std::size_t{8} << 20;
constexpr std::string_view kErrors = ".errors.csv";

/// The lines of a file whose column holds the number, as people type it.
std::vector<std::int64_t> lines_about(const fs::path& file, std::string_view column,
                                      std::string_view number) {
  std::vector<std::int64_t> lines;
  CsvReader rows(file);
  const auto index = rows.column(column);
  if (!index) return lines;
  while (const auto item = rows.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row != nullptr && fold_width(row->fields[*index]) == number) {
      lines.push_back(row->row);
    }
  }
  return lines;
}

/// `行,項目,値,理由` → the reasons by line.
std::map<std::int64_t, std::vector<std::string>> reasons_in(const fs::path& errors) {
  std::map<std::int64_t, std::vector<std::string>> reasons;
  CsvReader rows(errors);
  const auto line = rows.column("行");
  const auto reason = rows.column("理由");
  if (!line || !reason) return reasons;
  while (const auto item = rows.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr) continue;
    const std::string& text = row->fields[*line];
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    reasons[number].push_back(row->fields[*reason]);
  }
  return reasons;
}

void look_into(const fs::path& errors, std::string_view column, std::string_view number,
               std::vector<RefusedLine>& found) {
  fs::path file = errors;
  file.replace_filename(
      errors.filename().string().substr(0, errors.filename().string().size() - kErrors.size()));
  if (read_file(file, kLargestFile).find(number) == std::string::npos) return;
  const auto reasons = reasons_in(errors);
  for (const std::int64_t line : lines_about(file, column, number)) {
    const auto refused = reasons.find(line);
    if (refused == reasons.end() || found.size() == kMostLines) continue;
    found.push_back({file.filename().string(), line, refused->second});
  }
}

}  // namespace

std::vector<RefusedLine> refused_lines(const Settings& settings, std::string_view kind,
                                       std::string_view column, std::string_view number) {
  std::vector<RefusedLine> found;
  for (const fs::path& errors : errors_files(settings.inbox_dir / "refused", kind)) {
    try {
      look_into(errors, column, number, found);
    } catch (const FileError&) {
      continue;  // purged just now, too large, or not for us to read: the rest still tells
    }
    if (found.size() == kMostLines) break;
  }
  return found;
}

}  // namespace saihakko
