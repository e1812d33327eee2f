#include "core/service/run/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kRedrawAfter_ms = 100;
constexpr int kBarWidth = 30;

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::info: return "info";
    case LogLevel::warn: return "warn";
    case LogLevel::error: return "error";
  }
  return {};
}

/// `key=value`, quoted where a space or a quote would break the line apart.
std::string text_field(const LogField& field) {
  const std::string value = visible_text(field.value);
  const bool plain = !value.empty() && value.find_first_of(" \"=\n\r\t") == std::string::npos;
  if (plain) return fmt::format(" {}={}", field.key, value);
  return fmt::format(
      " {}={}", field.key,
      nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_line(std::string line) {
  line += '\n';
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

Log::Log(LogFormat format) : format_(format), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  clear_progress();
  const std::string time = rfc3339(Clock::real_now());
  if (format_ == LogFormat::json) {
    nlohmann::ordered_json line{{"time", time}, {"level", word(level)}, {"event", event}};
    for (const LogField& field : fields) {
      nlohmann::ordered_json& value = line[std::string(field.key)];
      if (field.number) {
        value = std::stoll(field.value);
      } else {
        value = visible_text(field.value);
      }
    }
    print_line(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  std::string line = fmt::format("{} {} {}", time, word(level), event);
  for (const LogField& field : fields)
    line += text_field(field);
  print_line(std::move(line));
}

void Log::progress(std::string_view label, std::int64_t done, std::int64_t total) {
  if (!terminal_) return;
  const std::int64_t now = Clock::real_now().ms;
  if (progress_shown_ && now - last_drawn_ms_ < kRedrawAfter_ms && done != total) return;
  last_drawn_ms_ = now;
  progress_shown_ = true;
  if (total <= 0) {
    fmt::print(stderr, "\r\x1b[K{} {}", label, done);
  } else {
    const int filled =
        static_cast<int>(std::clamp<std::int64_t>(kBarWidth * done / total, 0, kBarWidth));
    fmt::print(stderr, "\r\x1b[K{} [{:#<{}}{:.<{}}] {}/{}", label, "", filled, "",
               kBarWidth - filled, done, total);
  }
  std::fflush(stderr);
}

void Log::end_progress() {
  clear_progress();
}

void Log::clear_progress() {
  if (!progress_shown_) return;
  std::fputs("\r\x1b[K", stderr);
  progress_shown_ = false;
}

}  // namespace saihakko
