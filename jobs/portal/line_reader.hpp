#pragma once

#include <cstddef>
#include <string>

namespace saihakko {

/// The lines of a pipe or socket, in bounded memory. A stop signal ends the wait for more.
class LineReader {
 public:
  enum class Got { line, too_long, end };

  /// `longest` bytes without the LF.
  LineReader(int fd, std::size_t longest) : fd_(fd), longest_(longest) {}
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// The next line without its LF; one that is too long is passed over to its end. A last line
  /// without LF counts. `end` also when stop_asked().
  Got next(std::string& line);

 private:
  bool fill();

  int fd_;
  std::size_t longest_;
  std::string buffer_;
  bool passing_over_ = false;
};

}  // namespace saihakko
