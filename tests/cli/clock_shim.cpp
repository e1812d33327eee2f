// A clock that runs ahead or behind: preloaded into a program, it moves the wall clock by
// CLOCK_SHIM_SECONDS. The kernel's own times, such as those of files, stay as they are.

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
  const char* seconds = std::getenv("CLOCK_SHIM_SECONDS");  // NOLINT(concurrency-mt-unsafe)
  if (result == 0 && clock == CLOCK_REALTIME && seconds != nullptr) {
    time->tv_sec += std::strtol(seconds, nullptr, 10);
  }
  return result;
}
