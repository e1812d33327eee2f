#include "core/service/keeping/back_up.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/service/keeping/verify_audit.hpp"
#include "core/service/setup/backup_copies.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr std::string_view kPart = ".part";
constexpr std::size_t kNamedBreaches = 3;

/// What a copy in the making left, and what SQLite made beside it.
void clear_parts(const fs::path& directory) {
  for (const std::string& name : directory_names(directory)) {
    const bool part = name.find(std::string(kCopySuffix) + std::string(kPart)) != std::string::npos;
    const bool sum_alone =
        name.ends_with(".sha256") && !fs::exists(directory / name.substr(0, name.rfind(".sha256")));
    const bool unfinished_sum =
        name.starts_with(fmt::format(".{}", kCopyPrefix)) && name.ends_with(".sha256.new");
    if (unfinished_sum || (name.starts_with(kCopyPrefix) && (part || sum_alone))) {
      remove_file(directory / name);
    }
  }
}

/// By the real clock to the millisecond: names in order are copies in order.
std::string free_name(const fs::path& directory) {
  while (true) {
    std::string name =
        fmt::format("{}{}{}", kCopyPrefix, compact_time(Clock::real_now()), kCopySuffix);
    if (!fs::exists(directory / name)) return name;
  }
}

Instant made_at(const fs::path& copy) {
  struct stat status {};
  if (::lstat(copy.c_str(), &status) != 0) throw FileError("stat", copy, errno);
  return {std::int64_t{status.st_mtim.tv_sec} * 1000};
}

/// All but the newest that are too many or too old, oldest last.
std::vector<std::string> copies_over(const Settings& settings) {
  const std::vector<std::string> names = copy_names(settings);
  const Instant oldest = Clock::real_now().plus_ms(-settings.backup.keep_days * kDayMs);
  std::vector<std::string> over;
  for (std::size_t i = 1; i < names.size(); ++i) {
    const bool too_many = i >= static_cast<std::size_t>(settings.backup.keep);
    if (too_many || made_at(settings.backup.dir / names[i]) < oldest) over.push_back(names[i]);
  }
  return over;
}

void remove_copies(const fs::path& directory, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    remove_file(directory / name);
    remove_file(sum_file_of(directory / name));
  }
  if (!names.empty()) sync_directory(directory);
}

/// What is copied has a name, with its sum beside it, once `examine` has found nothing wrong; its
/// answer is the head of the copy's audit.
Copied make_copy(Database& database, const fs::path& directory,
                 const std::function<std::string(Database& copy)>& examine) {
  make_directories(directory, kDirectoryMode);
  clear_parts(directory);
  Copied made{.name = free_name(directory), .sha256 = {}, .head = {}, .gone = {}, .kept = {}};
  const fs::path part = directory / (made.name + std::string(kPart));
  try {
    write_new_file(part, "", kFileMode);
    database.back_up_to(part);
    {
      Database copy(part, Database::Open::existing);
      made.head = examine(copy);
    }
    made.sha256 = file_sha256(part);
    replace_file(sum_file_of(directory / made.name),
                 fmt::format("{}  {}\n", made.sha256, made.name), kFileMode);
    rename_no_replace(part, directory / made.name);
    clear_parts(directory);
    sync_directory(directory);
  } catch (...) {
    try {
      clear_parts(directory);
    } catch (const FileError&) {  // NOLINT(bugprone-empty-catch)
      // The failure that led here is told; the next copy clears away what is left.
    }
    throw;
  }
  return made;
}

void require_sound_pages(Database& copy) {
  const auto damages = copy.damages();
  if (damages.empty()) return;
  throw UnfitCopy(fmt::format("データベースが壊れています: {}", damages.front()));
}

}  // namespace

std::string verify_copy(Database& copy, const std::vector<LoggedHead>& logged,
                        const std::function<void(std::int64_t)>& progress) {
  require_sound_pages(copy);
  const AuditReport report = verify_books(copy, {std::nullopt, logged}, progress);
  if (report.breaches.empty()) return report.head;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamedBreaches, report.breaches.size()); ++i) {
    const AuditBreach& breach = report.breaches[i];
    text +=
        fmt::format("{}{} {}: {}", i == 0 ? "" : "、", breach.rule, breach.subject, breach.detail);
  }
  throw UnfitCopy(fmt::format("控えの検査で{}件の不一致がありました(saihakko audit verify): {}",
                              report.breaches.size(), text));
}

fs::path copy_before_migration(Database& database, const Settings& settings) {
  const Copied made = make_copy(database, settings.backup.dir, [](Database& copy) {
    require_sound_pages(copy);
    return std::string();
  });
  return settings.backup.dir / made.name;
}

Copied back_up(Database& database, const Actor& actor, const Settings& settings,
               const MasterKey& key, Instant now,
               const std::function<void(std::int64_t)>& progress) {
  const fs::path& directory = settings.backup.dir;
  keep_key_mark(database, key);
  Copied made = make_copy(database, directory, [&, heads = logged_heads(settings)](Database& copy) {
    copy.keep_digests(audit_key_of(key));
    return verify_copy(copy, heads, progress);
  });
  auto over = copies_over(settings);
  const bool frozen = look_at_clock(database, settings, house_time(database, now)).frozen;
  (frozen ? made.kept : made.gone) = std::move(over);
  Transaction transaction(database);
  append_audit(database, actor, now,
               {"backup_made", made.name, fmt::format("{} {}", made.head, made.sha256)});
  for (const std::string& name : made.gone) {
    append_audit(database, actor, now, {"backup_removed", name, ""});
  }
  transaction.commit();
  remove_copies(directory, made.gone);
  return made;
}

}  // namespace saihakko
