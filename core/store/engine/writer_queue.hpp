#pragma once

#include <chrono>
#include <filesystem>

namespace saihakko {

/// The queue of one connection in front of the writer's lock of its database. SQLite's own waiters
/// poll the lock, less and less often, so that among many the last to arrive is often served first.
/// Here only the head of the queue polls, and it polls often. It is a flock on the database's
/// directory and dies with the process; other programs need not know of it, and one that holds it
/// for its own sake stops nobody.
class WriterQueue {
 public:
  /// Throws StoreError.
  explicit WriterQueue(const std::filesystem::path& database_file);
  ~WriterQueue();
  WriterQueue(const WriterQueue&) = delete;
  WriterQueue& operator=(const WriterQueue&) = delete;

  /// The head of the queue, for as long as it lives; the constructor waits for it, ten seconds at
  /// most. Who has waited as long goes on without the queue from then on, as where there is no
  /// flock: SQLite's lock alone decides.
  class Head {
   public:
    explicit Head(WriterQueue& queue);
    ~Head();
    Head(const Head&) = delete;
    Head& operator=(const Head&) = delete;

   private:
    WriterQueue& queue_;
  };

  /// SQLite's busy handler: waits a little; 0 when Database::kBusyTimeout_ms are over, counted from
  /// where the connection joined the queue.
  static int look_again(void* queue, int looks);

 private:
  using Clock = std::chrono::steady_clock;

  int fd_;
  bool queued_ = false;
  Clock::time_point waiting_since_;
};

}  // namespace saihakko
