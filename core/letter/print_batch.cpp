#include "core/letter/print_batch.hpp"

#include <fmt/format.h>

#include <set>

#include "core/domain/sha256.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/durable_file.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;
constexpr std::string_view kUtf8BomBytes = "\xEF\xBB\xBF";
constexpr std::string_view kPurged = ".purged";
constexpr const char* kManifest = "manifest.csv";
constexpr const char* kSums = "SHA256SUMS";
// 2,000 letters of some 1,500 bytes, or a few fonts: far below this.
constexpr std::size_t kLargestFile = std::size_t{256} * 1024 * 1024;

/// A file of its own: a link in its place is damage.
bool is_regular(const fs::path& file) {
  return fs::is_regular_file(fs::symlink_status(file));
}

std::string manifest_text(const std::vector<ManifestRow>& rows) {
  std::string text(kUtf8BomBytes);
  text += "通番,ファイル,ページ,通知書番号,版,受付番号,事業所番号,事業所名,郵便番号,住所\r\n";
  for (const ManifestRow& row : rows) {
    const std::vector<std::string> fields{std::to_string(row.position),
                                          row.file,
                                          std::to_string(row.page),
                                          row.notice_number,
                                          std::to_string(row.edition),
                                          row.receipt_number,
                                          row.office_number,
                                          defused(row.office_name),
                                          row.postcode,
                                          defused(row.address)};
    text += csv_line(fields);
  }
  return text;
}

}  // namespace

std::vector<std::string> batch_names(const fs::path& union_directory) {
  std::set<std::string> names;
  for (const std::string& name : directory_names(union_directory)) {
    if (!fs::is_directory(fs::symlink_status(union_directory / name))) continue;
    if (name.starts_with('B')) names.insert(name);
    if (name.starts_with(".B") && name.ends_with(kPurged)) {
      names.insert(name.substr(1, name.size() - 1 - kPurged.size()));
    }
  }
  return {names.begin(), names.end()};
}

PrintBatch::PrintBatch(fs::path union_directory, std::string name)
    : union_directory_(std::move(union_directory)),
      hidden_(union_directory_ / fmt::format(".{}.partial", name)),
      final_(union_directory_ / name),
      purged_(union_directory_ / fmt::format(".{}{}", name, kPurged)) {}

void PrintBatch::begin() {
  make_directories(union_directory_, kDirectoryMode);
  discard();
  make_directory(hidden_, kDirectoryMode);
  sums_.clear();
}

void PrintBatch::add_file(const std::string& name, std::string_view content) {
  write_new_file(hidden_ / name, content, kFileMode);
  sums_ += fmt::format("{}  {}\n", sha256_hex(content), name);
}

std::string PrintBatch::close(const std::vector<ManifestRow>& rows) {
  add_file(kManifest, manifest_text(rows));
  write_new_file(hidden_ / kSums, sums_, kFileMode);
  sync_directory(hidden_);
  return sha256_hex(sums_);
}

bool PrintBatch::is_whole(Place place, std::string_view sums_sha256) const {
  const fs::path& directory = place == Place::hidden ? hidden_ : final_;
  if (!fs::is_directory(directory) || !is_regular(directory / kSums)) return false;
  const std::string sums = read_file(directory / kSums, kLargestFile);
  if (sha256_hex(sums) != sums_sha256) return false;
  std::set<std::string> expected{kSums};
  for (std::string_view rest = sums; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::string name(line.substr(line.find("  ") + 2));
    expected.insert(name);
    if (!is_regular(directory / name)) return false;
    if (sha256_hex(read_file(directory / name, kLargestFile)) != line.substr(0, line.find(' '))) {
      return false;
    }
  }
  const auto names = directory_names(directory);
  return std::set<std::string>(names.begin(), names.end()) == expected;
}

void PrintBatch::hand_over() {
  rename_no_replace(hidden_, final_);
  sync_directory(union_directory_);
}

void PrintBatch::discard() {
  remove_flat_directory(hidden_);
}

bool PrintBatch::handed_over() const {
  return fs::is_directory(final_);
}

bool PrintBatch::purge() {
  const bool standing = handed_over();
  if (!standing && !fs::is_directory(purged_)) return false;
  if (standing) {
    remove_flat_directory(purged_);
    rename_no_replace(final_, purged_);
    sync_directory(union_directory_);
  }
  remove_flat_directory(purged_);
  sync_directory(union_directory_);
  return true;
}

}  // namespace saihakko
