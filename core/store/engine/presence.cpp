#include "core/store/engine/presence.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/domain/system_error_text.hpp"
#include "core/store/engine/store_error.hpp"

namespace saihakko {
namespace {

constexpr mode_t kMode = 0640;

StoreError::Kind kind_of(int error) {
  return error == ENOSPC || error == EDQUOT ? StoreError::Kind::full
                                            : StoreError::Kind::cannot_open;
}

}  // namespace

Presence::Presence(const std::filesystem::path& database_file, Kind kind) {
  const std::string file = database_file.string() + ".users";
  fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode);
  // A process that may only read the database has to be seen as well.
  if (fd_ < 0 && errno == EACCES) fd_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd_ < 0) {
    throw StoreError(kind_of(errno), fmt::format("{}: {}", file, system_error_text(errno, "open")));
  }
  int taken = 0;
  while ((taken = ::flock(fd_, (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB)) != 0 &&
         errno == EINTR) {
  }
  // On a file system without flock nobody can be told from anybody. Then only `alone` fails.
  if (taken == 0 || (errno != EWOULDBLOCK && kind == Kind::among_others)) return;
  ::close(fd_);
  throw StoreError(StoreError::Kind::busy, fmt::format("{} は使用中です", database_file.string()));
}

Presence::~Presence() {
  ::close(fd_);
}

}  // namespace saihakko
