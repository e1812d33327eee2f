#include "jobs/portal/line_reader.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/secrets/wipe.hpp"
#include "core/service/run/stop_signal.hpp"

namespace saihakko {
namespace {

constexpr int kLookForStop_ms = 200;

}  // namespace

LineReader::~LineReader() {
  wipe(buffer_);
}

/// False at the end of the input, and when a stop was asked for.
bool LineReader::fill() {
  while (!stop_asked()) {
    struct pollfd input {
      fd_, POLLIN, 0
    };
    if (::poll(&input, 1, kLookForStop_ms) <= 0) continue;  // time to look for a stop
    std::array<char, 16 * 1024> bytes{};
    const ssize_t got = ::read(fd_, bytes.data(), bytes.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }
  return false;
}

LineReader::Got LineReader::next(std::string& line) {
  std::size_t seen = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', seen);
    if (end != std::string::npos) {
      const bool whole = !passing_over_ && end <= longest_;
      passing_over_ = false;
      if (whole) line.assign(buffer_, 0, end);
      buffer_.erase(0, end + 1);
      return whole ? Got::line : Got::too_long;
    }
    if (passing_over_ || buffer_.size() > longest_) {
      passing_over_ = true;
      buffer_.clear();
    }
    seen = buffer_.size();
    if (fill()) continue;
    if (stop_asked() || (buffer_.empty() && !passing_over_)) return Got::end;
    const bool whole = !passing_over_;
    passing_over_ = false;
    line = std::move(buffer_);
    buffer_.clear();
    return whole ? Got::line : Got::too_long;
  }
}

}  // namespace saihakko
