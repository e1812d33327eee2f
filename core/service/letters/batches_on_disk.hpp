#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// A line of a batch's manifest, as far as it names the letter.
struct DiskLetter {
  std::string notice_number;
  std::string receipt_number;
  std::string office_number;
  std::int64_t edition = 1;
  std::string file;
  std::int64_t page = 1;
};

/// A batch directory that stands in `letters/`.
struct DiskBatch {
  std::string name;
  std::string prefecture;
};
std::vector<DiskBatch> batches_on_disk(const Settings& settings);

/// The letters of its manifest; lines that do not name one are left out. Throws FileError.
std::vector<DiskLetter> letters_on_disk(const Settings& settings, const DiskBatch& batch);

/// The sum of its SHA256SUMS; empty when there is none.
std::string sums_on_disk(const Settings& settings, const DiskBatch& batch);

}  // namespace saihakko
