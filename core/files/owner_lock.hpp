#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace saihakko {

/// An exclusive lock on a file that dies with the process, however it dies (flock, close-on-exec:
/// a child does not inherit it).
class FileLock {
 public:
  /// nullopt when another process holds it. Creates the file where it is missing. Throws FileError.
  static std::optional<FileLock> try_lock(const std::filesystem::path& file);

  /// Waits for another process at most that long. Throws FileError, also when the time is over.
  static FileLock wait_lock(const std::filesystem::path& file, int timeout_ms);

  /// Whether the locked file is the one that stands at the path, not one that was removed and made
  /// anew by somebody meanwhile.
  bool stands_at(const std::filesystem::path& file) const;

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

/// A process that may claim work: it holds the lock on a file of its own in the owners directory
/// for as long as it lives. A claim whose owner's lock can be taken is void.
class Owner {
 public:
  /// A new name; files of the dead are cleared away. Throws FileError.
  explicit Owner(std::filesystem::path directory);
  ~Owner();
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  const std::string& name() const { return name_; }

  /// Whether the process of that name still lives.
  bool lives(const std::string& name) const;

 private:
  bool take_name();

  std::filesystem::path directory_;
  std::string name_;
  std::optional<FileLock> lock_;
};

}  // namespace saihakko
