#include "core/service/keeping/head_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFileMode = 0640;
constexpr std::size_t kKeptLines = 400;
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kMostBytes = 1 << 20;

fs::path log_of(const Settings& settings) {
  return settings.state_dir / "audit-heads";
}

LoggedHead parse_line(std::string_view line) {
  LoggedHead head;
  const char* end = line.data() + line.size();
  const auto number = std::from_chars(line.data(), end, head.seq);
  const std::string_view rest(number.ptr, static_cast<std::size_t>(end - number.ptr));
  if (number.ec != std::errc() || head.seq < 1 || !rest.starts_with(' ') ||
      rest.size() != kHashDigits + 1) {
    return {};
  }
  head.hash = rest.substr(1);
  return head;
}

}  // namespace

std::vector<LoggedHead> logged_heads(const Settings& settings) {
  std::vector<LoggedHead> heads;
  if (!fs::exists(log_of(settings))) return heads;
  const std::string text = read_file(log_of(settings), kMostBytes);
  std::string_view left = text;
  while (!left.empty()) {
    const std::string_view line = left.substr(0, left.find('\n'));
    heads.push_back(parse_line(line));
    left.remove_prefix(std::min(line.size() + 1, left.size()));
  }
  return heads;
}

void log_head(Database& database, const Settings& settings) {
  const auto lock = FileLock::try_lock(settings.state_dir / "locks" / "audit-heads.lock");
  const auto newest = latest_audit_rows(database, "", 1);
  if (!lock || newest.empty()) return;  // who holds the lock writes a head as new as ours
  const std::int64_t seq = newest.front().seq;
  std::vector<LoggedHead> heads = logged_heads(settings);
  if (!heads.empty() && heads.back().seq >= seq) return;
  heads.push_back({seq, newest.front().hash});
  if (heads.size() > kKeptLines) {
    heads.erase(heads.begin(), heads.end() - static_cast<std::ptrdiff_t>(kKeptLines));
  }
  std::string text;
  for (const LoggedHead& head : heads)
    fmt::format_to(std::back_inserter(text), "{} {}\n", head.seq, head.hash);
  replace_file(log_of(settings), text, kFileMode);
}

void put_logged_heads_aside(const Settings& settings) {
  const fs::path log = log_of(settings);
  if (!fs::exists(log)) return;
  rename_no_replace(log,
                    fmt::format("{}.replaced-{}", log.string(), compact_time(Clock::real_now())));
  sync_directory(log.parent_path());
}

}  // namespace saihakko
