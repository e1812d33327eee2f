#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace saihakko {

/// One letter that must not be posted any more.
struct StopRow {
  std::string notice_number;
  std::string batch;
  std::string file;
  std::int64_t page = 1;
  std::string reason;  ///< in Japanese
};

/// Puts `letters/{prefecture}/stop.csv` at one instant in the place of the earlier one; nothing is
/// touched when it says the same already, or when there is neither a row nor a file. Throws
/// FileError.
void write_stop_list(const std::filesystem::path& union_directory,
                     const std::vector<StopRow>& rows);

}  // namespace saihakko
