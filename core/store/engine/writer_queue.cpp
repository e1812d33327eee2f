#include "core/store/engine/writer_queue.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "core/domain/system_error_text.hpp"
#include "core/files/lock_within.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/engine/store_error.hpp"

namespace saihakko {
namespace {

constexpr std::chrono::milliseconds kLongestWait{10'000};

std::filesystem::path directory_of(const std::filesystem::path& file) {
  const auto directory = file.parent_path();
  return directory.empty() ? std::filesystem::path(".") : directory;
}

}  // namespace

WriterQueue::WriterQueue(const std::filesystem::path& database_file)
    : fd_(::open(directory_of(database_file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (fd_ >= 0) return;
  throw StoreError(StoreError::Kind::cannot_open,
                   fmt::format("{}: {}", directory_of(database_file).string(),
                               system_error_text(errno, "open")));
}

WriterQueue::~WriterQueue() {
  ::close(fd_);
}

int WriterQueue::look_again(void* queue, int looks) {
  // The writer ahead is usually done within a millisecond or two. After a second of looking often
  // it looks seldom.
  constexpr int kOftenLooks = 2000;
  constexpr std::chrono::microseconds kOften{500};
  constexpr std::chrono::microseconds kSeldom{20'000};
  auto& self = *static_cast<WriterQueue*>(queue);
  if (looks == 0 && !self.queued_) self.waiting_since_ = Clock::now();
  const auto waited = Clock::now() - self.waiting_since_;
  if (waited >= std::chrono::milliseconds(Database::kBusyTimeout_ms)) return 0;
  std::this_thread::sleep_for(looks < kOftenLooks ? kOften : kSeldom);
  return 1;
}

WriterQueue::Head::Head(WriterQueue& queue) : queue_(queue) {
  queue.waiting_since_ = Clock::now();
  queue.queued_ = true;
  // Without flock SQLite's lock alone decides. That is correct but less fair.
  if (::flock(queue.fd_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  const int error = lock_within(kLongestWait, [&queue] { return ::flock(queue.fd_, LOCK_EX); });
  if (error != ETIMEDOUT) return;
  ::close(queue.fd_);  // somebody who is no writer holds the head
  queue.fd_ = -1;
}

WriterQueue::Head::~Head() {
  queue_.queued_ = false;
  ::flock(queue_.fd_, LOCK_UN);
}

}  // namespace saihakko
