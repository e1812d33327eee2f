#include "core/service/mails/sent_mails.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;
constexpr std::size_t kLongestMessageId = 200;
constexpr std::string_view kHeader = "\r\nMessage-ID: ";

/// `<…@…>` without white space; empty where none begins.
std::string_view message_id_at(std::string_view text) {
  const std::size_t end = text.substr(0, kLongestMessageId).find_first_of("> \t\r\n");
  if (!text.starts_with('<') || end == std::string_view::npos || text[end] != '>') return {};
  const std::string_view id = text.substr(0, end + 1);
  return id.find('@') == std::string_view::npos ? std::string_view() : id;
}

std::string_view message_id_of(std::string_view message) {
  const std::size_t header = message.find(kHeader);
  if (header == std::string_view::npos) return {};
  return message_id_at(message.substr(header + kHeader.size()));
}

constexpr std::string_view kLogSuffix = ".log";

/// `202611.log`.
bool is_month_log(std::string_view name) {
  constexpr std::size_t kMonthDigits = 6;
  return name.size() == kMonthDigits + kLogSuffix.size() && name.ends_with(kLogSuffix) &&
         name.find_first_not_of("0123456789") == kMonthDigits;
}

/// Whether the first line begins with a time, as the log's lines do.
bool begins_with_time(const fs::path& file) {
  std::ifstream log(file);
  std::string time;
  log >> time;
  return parse_rfc3339(time).has_value();
}

void note(const fs::path& directory, std::string_view message_id) {
  const Instant now = Clock::real_now();
  const std::string month = compact_date(japan_date(now)).substr(0, 6);
  make_directories(directory, kDirectoryMode);
  append_to_file(directory / fmt::format("{}{}", month, kLogSuffix),
                 fmt::format("{} {}\n", rfc3339(now), message_id), kFileMode);
}

}  // namespace

DeliveryResult RecordedTransport::deliver(std::string_view envelope_from,
                                          std::string_view envelope_to, std::string_view message,
                                          std::string_view unique) {
  DeliveryResult result = transport_->deliver(envelope_from, envelope_to, message, unique);
  const bool left = result.outcome == DeliveryResult::Outcome::sent ||
                    result.outcome == DeliveryResult::Outcome::unknown;
  if (!left) return result;
  try {
    note(directory_, message_id_of(message));
  } catch (const FileError& e) {
    result.reply += fmt::format(" (送信の控えに書けません: {})", e.what());
  }
  return result;
}

DeliveryResult RecordedTransport::pretend(std::string_view message, std::string_view unique) {
  // A decoy does the same work on the same file, so that an observer sees no difference. It names
  // no mail.
  DeliveryResult result = transport_->pretend(message, unique);
  try {
    note(directory_, std::string(message_id_of(message).size(), '-'));
  } catch (const FileError& e) {
    result.reply += fmt::format(" (送信の控えに書けません: {})", e.what());
  }
  return result;
}

void for_each_message_id(const fs::path& file,
                         const std::function<void(std::string_view message_id)>& use) {
  std::string carried;
  const auto scan = [&use](std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos;
         at = text.find('<', at + 1)) {
      const std::string_view id = message_id_at(text.substr(at));
      if (!id.empty()) use(id);
    }
  };
  read_through(file, [&](std::string_view chunk) {
    carried += chunk;
    const std::size_t line_end = carried.rfind('\n');
    if (line_end == std::string::npos) return;
    scan(std::string_view(carried).substr(0, line_end));
    carried.erase(0, line_end + 1);
  });
  scan(carried);
}

void for_each_delivered(const fs::path& maildir, Instant from,
                        const std::function<void(std::string_view message_id)>& use) {
  constexpr std::string_view kLine = "message-id:";
  for (const char* part : {"new", "cur"}) {
    for (const std::string& name : directory_names(maildir / part)) {
      struct stat status {};
      const fs::path file = maildir / part / name;
      if (::lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
      if (std::int64_t{status.st_mtim.tv_sec} * 1000 + 999 < from.ms) continue;
      std::ifstream mail(file);
      std::string line;
      while (std::getline(mail, line) && !line.empty() && line != "\r") {
        std::string name_of = line.substr(0, kLine.size());
        std::transform(name_of.begin(), name_of.end(), name_of.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (name_of != kLine) continue;
        const std::size_t begins = line.find('<');
        if (begins == std::string::npos) break;
        const std::string_view id = message_id_at(std::string_view(line).substr(begins));
        if (!id.empty()) use(id);
        break;
      }
    }
  }
}

std::vector<fs::path> sent_mails_logs(const fs::path& directory) {
  std::vector<fs::path> logs;
  for (const std::string& name : directory_names(directory)) {
    const fs::path file = directory / name;
    if (!is_month_log(name) || !fs::is_regular_file(fs::symlink_status(file))) continue;
    if (begins_with_time(file)) logs.push_back(file);
  }
  return logs;
}

bool log_reaches_back(const fs::path& directory, Instant instant) {
  const auto months = sent_mails_logs(directory);
  if (months.empty()) return false;
  std::ifstream log(months.front());
  std::string time;
  log >> time;
  const auto first = parse_rfc3339(time);
  return first && *first <= instant;
}

}  // namespace saihakko
