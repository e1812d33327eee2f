#include "core/files/owner_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "core/files/durable_file.hpp"

namespace saihakko {

std::optional<FileLock> FileLock::try_lock(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd < 0) throw FileError("create", file, errno);
  FileLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) return std::nullopt;
  throw FileError("lock", file, errno);
}

FileLock FileLock::wait_lock(const std::filesystem::path& file, int timeout_ms) {
  constexpr std::chrono::milliseconds kPause{5};
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    if (auto lock = try_lock(file)) return std::move(*lock);
    if (std::chrono::steady_clock::now() >= end) throw FileError("lock", file, EWOULDBLOCK);
    std::this_thread::sleep_for(kPause);
  }
}

bool FileLock::stands_at(const std::filesystem::path& file) const {
  struct stat locked {};
  struct stat found {};
  return ::fstat(fd_, &locked) == 0 && ::lstat(file.c_str(), &found) == 0 &&
         locked.st_ino == found.st_ino && locked.st_dev == found.st_dev;
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

Owner::Owner(std::filesystem::path directory) : directory_(std::move(directory)) {
  make_directories(directory_, 0750);
  while (!take_name()) {
  }
  for (const std::string& other : directory_names(directory_)) {
    if (other == name_) continue;
    // Held until the file is gone: else one that is just being made would lose its name.
    const auto dead = FileLock::try_lock(directory_ / other);
    if (dead) remove_file(directory_ / other);
  }
}

bool Owner::take_name() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  static std::atomic<unsigned> made{0};  // a name is never used twice, not even by one process
  name_ = fmt::format("{}-{}-{}", us, ::getpid(), ++made);
  std::optional<FileLock> lock = FileLock::try_lock(directory_ / name_);
  // Another process may clear the file away before it is locked, and a third one make it anew in
  // the same attempt; then it is no name of ours.
  if (!lock || !lock->stands_at(directory_ / name_)) return false;
  lock_.emplace(std::move(*lock));
  return true;
}

Owner::~Owner() {
  std::error_code ignored;  // what stays behind is cleared away by the next owner
  std::filesystem::remove(directory_ / name_, ignored);
}

bool Owner::lives(const std::string& name) const {
  if (!std::filesystem::exists(directory_ / name)) return false;
  return !FileLock::try_lock(directory_ / name).has_value();
}

}  // namespace saihakko
