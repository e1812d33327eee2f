#pragma once

#include <filesystem>
#include <string_view>

#include "core/files/inbox.hpp"
#include "core/service/run/job_run.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {

/// A file in whose taking the process dies (no memory left, a fault, a kill) would be met first by
/// each run, and what lies behind it would never be taken. So `inbox/.taking-KIND` says where a
/// taking began and how often it began there: in a folder where nobody but the program writes. It
/// is a file, because a full disk lets it go: an end by an error is no death.
class TakingMark {
 public:
  TakingMark(const std::filesystem::path& inbox_dir, std::string_view kind);

  /// The taking of `file` begins where it has come to. False when two runs have died there. Where
  /// the mark cannot be written nothing is counted.
  bool begin(const InboxFile& file) const;

  /// The taking ended alive, wherever it has come to.
  void end() const;

 private:
  std::filesystem::path path_;
};

/// Puts the file, with what was found in it so far, into `refused`; `watch` tells of it for as long
/// as it lies there.
void set_aside(JobRun& run, Database& database, const InboxFolder& folder, std::string_view kind,
               const std::filesystem::path& path, const InboxFile& file);

}  // namespace saihakko
