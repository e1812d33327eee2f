#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// One line of manifest.csv.
struct ManifestRow {
  std::int64_t position = 1;  ///< 通番, counted over the whole batch
  std::string file;
  std::int64_t page = 1;
  std::string notice_number;
  std::int64_t edition = 1;
  std::string receipt_number;
  std::string office_number;
  std::string office_name;
  std::string postcode;  ///< as printed
  std::string address;
};

/// The names of the batches of a union whose directories stand, also those half removed.
std::vector<std::string> batch_names(const std::filesystem::path& union_directory);

/// A batch directory `letters/{prefecture}/{name}/` in the making (contract, section 5): everything
/// is written and synced in a hidden directory beside it, then the whole appears by one rename.
/// All members throw FileError.
class PrintBatch {
 public:
  PrintBatch(std::filesystem::path union_directory, std::string name);

  /// Makes the hidden directory anew; what an earlier attempt left is removed.
  void begin();

  void add_file(const std::string& name, std::string_view content);

  /// Writes manifest.csv and SHA256SUMS and syncs the directory. Returns the SHA-256 of SHA256SUMS,
  /// by which is_whole() knows the batch again.
  std::string close(const std::vector<ManifestRow>& rows);

  enum class Place { hidden, final };

  /// Whether the directory holds exactly the files of a SHA256SUMS with this sum, each with its own
  /// sum, read back from the disk.
  bool is_whole(Place place, std::string_view sums_sha256) const;

  /// The hidden directory becomes the batch; refuses to replace anything (EEXIST).
  void hand_over();

  /// Removes the hidden directory.
  void discard();

  bool handed_over() const;

  /// Removes the batch for good: it is gone by one rename, then file by file. To be called again
  /// after a kill. Says whether there was anything.
  bool purge();

 private:
  std::filesystem::path union_directory_;
  std::filesystem::path hidden_;
  std::filesystem::path final_;
  std::filesystem::path purged_;
  std::string sums_;
};

}  // namespace saihakko
