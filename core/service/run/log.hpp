#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace saihakko {

enum class LogFormat { text, json };
enum class LogLevel { info, warn, error };

/// One fact of a log line; numbers and codes, never a name, an address or a secret.
struct LogField {
  std::string_view key;
  std::string value;
  bool number;  ///< written bare in JSON

  LogField(std::string_view k, std::string_view v) : key(k), value(v), number(false) {}
  LogField(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)), number(true) {}
};

/// Log lines on standard error, one an event, and on a terminal a line of progress below them. In
/// a file or pipe there is no progress, only lines.
class Log {
 public:
  explicit Log(LogFormat format);

  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);
  void info(std::string_view event, std::initializer_list<LogField> fields) {
    write(LogLevel::info, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<LogField> fields) {
    write(LogLevel::warn, event, fields);
  }
  void error(std::string_view event, std::initializer_list<LogField> fields) {
    write(LogLevel::error, event, fields);
  }

  /// Shows how far `label` has come; `total` 0 where it is not known. Drawn some ten times a
  /// second at most.
  void progress(std::string_view label, std::int64_t done, std::int64_t total);
  void end_progress();

 private:
  void clear_progress();

  LogFormat format_;
  bool terminal_;
  bool progress_shown_ = false;
  std::int64_t last_drawn_ms_ = 0;
};

}  // namespace saihakko
