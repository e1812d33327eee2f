#include "core/files/lock_within.hpp"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <mutex>

namespace saihakko {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A call that begins just after a signal would miss it: the next one follows.
constexpr long kAgain_ns = 50'000'000;
constexpr long kMsInSecond = 1000;
constexpr long kNsInMs = 1'000'000;

void wake(int) {}

void let_signals_wake() {
  static std::once_flag done;
  std::call_once(done, [] {
    struct sigaction action {};
    action.sa_handler = wake;  // without SA_RESTART: the call returns EINTR
    ::sigaction(SIGRTMIN, &action, nullptr);
  });
}

/// The signal comes through to this thread as long as this lives.
class Listening {
 public:
  Listening() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGRTMIN);
    ::pthread_sigmask(SIG_UNBLOCK, &signals, &before_);
  }
  ~Listening() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  sigset_t before_{};
};

/// Signals to this thread from an instant on; error() is the errno where there can be none.
class WakingTimer {
 public:
  explicit WakingTimer(std::chrono::milliseconds after) {
    struct sigevent event {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN;
    event._sigev_un._tid = ::gettid();
    if (::timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) {
      error_ = errno;
      return;
    }
    struct itimerspec times {};
    times.it_value.tv_sec = after.count() / kMsInSecond;
    times.it_value.tv_nsec = after.count() % kMsInSecond * kNsInMs + 1;
    times.it_interval.tv_nsec = kAgain_ns;
    ::timer_settime(timer_, 0, &times, nullptr);
  }
  ~WakingTimer() {
    if (error_ == 0) ::timer_delete(timer_);
  }
  WakingTimer(const WakingTimer&) = delete;
  WakingTimer& operator=(const WakingTimer&) = delete;
  int error() const { return error_; }

 private:
  timer_t timer_{};
  int error_ = 0;
};

}  // namespace

int lock_within(std::chrono::milliseconds longest, const std::function<int()>& lock) {
  const auto end = SteadyClock::now() + longest;
  let_signals_wake();
  const Listening listening;
  const WakingTimer timer(longest);
  if (timer.error() != 0) return timer.error();
  while (lock() != 0) {
    if (errno != EINTR) return errno;
    if (SteadyClock::now() >= end) return ETIMEDOUT;
  }
  return 0;
}

}  // namespace saihakko
