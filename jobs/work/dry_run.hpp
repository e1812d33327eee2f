#pragma once

#include <filesystem>

#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// A stage on which jobs can do all they would do and leave nothing behind: a copy of the database,
/// of the inbox, and empty folders for letters and mails, in a folder of the state directory that
/// goes with this object. Temporary passwords drawn there are never committed, so they open
/// nothing.
class DryRun {
 public:
  /// Throws StoreError, FileError, std::filesystem::filesystem_error.
  DryRun(Database& database, const Settings& settings);
  ~DryRun();
  DryRun(const DryRun&) = delete;
  DryRun& operator=(const DryRun&) = delete;

  /// The settings with every path that is written to pointing to the stage.
  const Settings& settings() const { return settings_; }

  /// Prints on standard output what was set aside of the input, with the reasons.
  void print_malformed() const;

 private:
  void copy_inbox(const std::filesystem::path& inbox_dir);

  Settings settings_;
  std::filesystem::path stage_;
};

/// Removes the stages of dry runs that were killed: each is a copy of the whole database. Every run
/// begins with it. Throws FileError when the state directory cannot be read.
void sweep_dry_runs(const std::filesystem::path& state_dir);

}  // namespace saihakko
