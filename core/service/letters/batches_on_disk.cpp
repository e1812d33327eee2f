#include "core/service/letters/batches_on_disk.hpp"

#include <charconv>
#include <filesystem>

#include "core/domain/serial_number.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/letter/print_batch.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

fs::path directory_of(const Settings& settings, const DiskBatch& batch) {
  return settings.letters_dir / batch.prefecture / batch.name;
}

}  // namespace

std::vector<DiskBatch> batches_on_disk(const Settings& settings) {
  std::vector<DiskBatch> batches;
  for (const std::string& prefecture : directory_names(settings.letters_dir)) {
    const fs::path union_directory = settings.letters_dir / prefecture;
    if (!fs::is_directory(fs::symlink_status(union_directory))) continue;
    for (const std::string& name : batch_names(union_directory)) {
      if (PrintBatch(union_directory, name).handed_over()) batches.push_back({name, prefecture});
    }
  }
  return batches;
}

std::vector<DiskLetter> letters_on_disk(const Settings& settings, const DiskBatch& batch) {
  std::vector<DiskLetter> letters;
  CsvReader reader(directory_of(settings, batch) / "manifest.csv");
  const auto notice = reader.column("通知書番号");
  const auto receipt = reader.column("受付番号");
  const auto office = reader.column("事業所番号");
  const auto edition = reader.column("版");
  const auto file = reader.column("ファイル");
  const auto page = reader.column("ページ");
  if (!notice || !receipt || !office || !edition || !file || !page) return letters;
  while (const auto record = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*record);
    if (row == nullptr) continue;
    const auto number = parse_serial_number(kNoticeLetter, row->fields[*notice]);
    if (!number) continue;
    letters.push_back({*number, row->fields[*receipt], row->fields[*office],
                       number_in(row->fields[*edition]), row->fields[*file],
                       number_in(row->fields[*page])});
  }
  return letters;
}

std::string sums_on_disk(const Settings& settings, const DiskBatch& batch) {
  const fs::path sums = directory_of(settings, batch) / "SHA256SUMS";
  return fs::is_regular_file(fs::symlink_status(sums)) ? file_sha256(sums) : std::string();
}

}  // namespace saihakko
