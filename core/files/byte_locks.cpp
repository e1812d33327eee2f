#include "core/files/byte_locks.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/files/durable_file.hpp"
#include "core/files/lock_within.hpp"

namespace saihakko {
namespace {

struct flock one_byte(short type, std::int64_t byte) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

}  // namespace

ByteLocks::ByteLocks(std::filesystem::path file)
    : file_(std::move(file)),
      fd_(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640)) {
  if (fd_ < 0) throw FileError("create", file_, errno);
}

ByteLocks::ByteLocks(ByteLocks&& other) noexcept
    : file_(std::move(other.file_)), fd_(std::exchange(other.fd_, -1)) {}

ByteLocks::~ByteLocks() {
  if (fd_ >= 0) ::close(fd_);
}

int ByteLocks::call(int command, short type, std::int64_t byte) const {
  struct flock lock = one_byte(type, byte);
  while (::fcntl(fd_, command, &lock) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

bool ByteLocks::try_lock(std::int64_t byte) {
  const int error = call(F_OFD_SETLK, F_WRLCK, byte);
  if (error == EAGAIN || error == EACCES) return false;
  if (error != 0) throw FileError("lock", file_, error);
  return true;
}

bool ByteLocks::wait_lock(std::int64_t byte, std::chrono::milliseconds longest) {
  if (try_lock(byte)) return true;
  struct flock lock = one_byte(F_WRLCK, byte);
  const int error = lock_within(longest, [&] { return ::fcntl(fd_, F_OFD_SETLKW, &lock); });
  if (error == ETIMEDOUT) return false;
  if (error != 0) throw FileError("lock", file_, error);
  return true;
}

void ByteLocks::unlock(std::int64_t byte) {
  if (const int error = call(F_OFD_SETLK, F_UNLCK, byte)) throw FileError("unlock", file_, error);
}

bool ByteLocks::is_taken(std::int64_t byte) const {
  struct flock lock = one_byte(F_WRLCK, byte);
  if (::fcntl(fd_, F_OFD_GETLK, &lock) != 0) throw FileError("lock", file_, errno);
  return lock.l_type != F_UNLCK;
}

}  // namespace saihakko
