#include "core/faults/fault_point.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace saihakko::faults {
namespace {

long number_from(const char* variable, long fallback) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): read before threads
  return text == nullptr ? fallback : std::strtol(text, nullptr, 10);
}

/// Written by plain system calls: the log itself must never be what fails.
void log_point(const char* kind, long number, const char* name) {
  static const char* const file = std::getenv("SAIHAKKO_FAULT_LOG");  // NOLINT
  if (file == nullptr) return;
  static const int fd = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char line[256];
  const int length = std::snprintf(line, sizeof line, "%s %ld %s\n", kind, number, name);
  if (::write(fd, line, static_cast<std::size_t>(length)) < 0) std::abort();
}

}  // namespace

void kill_point(const char* name) {
  static std::atomic<long> passed{0};
  static const long kill_at = number_from("SAIHAKKO_KILL_AT", 0);
  const long number = ++passed;
  log_point("point", number, name);
  if (number == kill_at) ::kill(::getpid(), SIGKILL);
}

int injected_error(const char* operation) {
  static std::atomic<long> passed{0};
  static const long fail_at = number_from("SAIHAKKO_FAIL_AT", 0);
  static const bool from_then_on = number_from("SAIHAKKO_FAIL_FROM_THEN_ON", 0) != 0;
  static const int error = static_cast<int>(number_from("SAIHAKKO_FAIL_ERRNO", ENOSPC));
  const long number = ++passed;
  log_point("operation", number, operation);
  const bool fails = fail_at > 0 && (number == fail_at || (from_then_on && number > fail_at));
  return fails ? error : 0;
}

}  // namespace saihakko::faults
