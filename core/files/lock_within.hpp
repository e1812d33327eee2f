#pragma once

#include <chrono>
#include <functional>

namespace saihakko {

/// Waits for a lock in the kernel's queue, where who came first goes first, but not without end:
/// `lock` is a call such as flock(2), which blocks and returns 0 or sets errno. Returns 0 once it
/// has the lock, ETIMEDOUT when `longest` is over, else the errno of the call. A signal that only
/// this thread gets (SIGRTMIN) wakes the call at the end.
int lock_within(std::chrono::milliseconds longest, const std::function<int()>& lock);

}  // namespace saihakko
