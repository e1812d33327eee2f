#pragma once

#include <filesystem>

namespace saihakko {

/// Who works with a database: every connection is present for as long as it lives, and only a
/// process that is alone may put another file in its place. A flock on a file beside the database;
/// it dies with the process, however it dies.
class Presence {
 public:
  enum class Kind { among_others, alone };

  /// Throws StoreError: busy where `alone` finds somebody present, or where somebody is alone.
  Presence(const std::filesystem::path& database_file, Kind kind);
  ~Presence();
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  int fd_;
};

}  // namespace saihakko
