#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace saihakko {

/// Exclusive locks on single bytes of a file that is made where it is missing and stays empty: open
/// file description locks (fcntl(2)). They end with this object and with the process, however it
/// dies. Two objects exclude each other in one process, too. For one thread. All members throw
/// FileError.
class ByteLocks {
 public:
  explicit ByteLocks(std::filesystem::path file);
  ByteLocks(ByteLocks&& other) noexcept;
  ByteLocks& operator=(ByteLocks&&) = delete;
  ~ByteLocks();

  /// False when somebody else holds it.
  bool try_lock(std::int64_t byte);
  /// Waits for it in the kernel's queue. False when it took longer.
  bool wait_lock(std::int64_t byte, std::chrono::milliseconds longest);
  void unlock(std::int64_t byte);
  /// Whether somebody else holds it now.
  bool is_taken(std::int64_t byte) const;

 private:
  int call(int command, short type, std::int64_t byte) const;

  std::filesystem::path file_;
  int fd_;
};

}  // namespace saihakko
