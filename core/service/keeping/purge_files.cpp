#include "core/service/keeping/purge_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <set>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/letter/print_batch.hpp"
#include "core/service/mails/sent_mails.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/purged_files_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDayDigits = 8;
constexpr const char* kOutcomes[] = {"done", "refused"};
// A month of the log of sent mails is kept until no backup can need it.
constexpr int kSentMailsMargin_days = 31;

Instant before(Instant now, int days) {
  return now.plus_ms(-days * kDayMs);
}

bool is_regular(const fs::path& file) {
  return fs::is_regular_file(fs::symlink_status(file));
}

Instant changed_at(const fs::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) return Clock::real_now();  // just gone
  return {std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000};
}

/// The end of the day that a folder `20261122` is named after; nullopt for another name.
std::optional<Instant> end_of_folder(const std::string& name) {
  if (name.size() != kDayDigits || name.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  const auto morning = parse_rfc3339(fmt::format("{}-{}-{}T00:00:00+09:00", name.substr(0, 4),
                                                 name.substr(4, 2), name.substr(6, 2)));
  if (!morning) return std::nullopt;
  return end_of_japan_day(*morning, 0);
}

void add_inbox_files(const fs::path& day_folder, Instant since, std::vector<RetainedFile>& files) {
  for (const std::string& kind : directory_names(day_folder)) {
    if (!fs::is_directory(fs::symlink_status(day_folder / kind))) continue;
    for (const std::string& name : directory_names(day_folder / kind)) {
      const fs::path file = day_folder / kind / name;
      if (is_regular(file)) files.push_back({"inbox", file, since});
    }
  }
}

/// The files of a folder that changed last before an instant and whose name begins so.
void add_old_files(const fs::path& folder, std::string_view prefix, const char* retention_class,
                   Instant before, std::vector<RetainedFile>& files) {
  for (const std::string& name : directory_names(folder)) {
    const fs::path file = folder / name;
    if (!name.starts_with(prefix) || !is_regular(file)) continue;
    const Instant since = changed_at(file);
    if (since < before) files.push_back({retention_class, file, since});
  }
}

void add_sent_mails_logs(const fs::path& folder, Instant before, std::vector<RetainedFile>& files) {
  for (const fs::path& log : sent_mails_logs(folder)) {
    const Instant since = changed_at(log);
    if (since < before) files.push_back({"sent_mails", log, since});
  }
}

/// Of all unions, and of those that have a directory of their own.
void add_worksheets(const fs::path& all, Instant before, std::vector<RetainedFile>& files) {
  add_old_files(all, "", "worksheets", before, files);
  for (const std::string& prefecture : directory_names(all)) {
    if (!fs::is_directory(fs::symlink_status(all / prefecture))) continue;
    add_old_files(all / prefecture, "", "worksheets", before, files);
  }
}

void remove_empty_folders(const Settings& settings) {
  for (const char* outcome : kOutcomes) {
    const fs::path top = settings.inbox_dir / outcome;
    for (const std::string& day : directory_names(top)) {
      if (!end_of_folder(day) || !fs::is_directory(fs::symlink_status(top / day))) continue;
      for (const std::string& kind : directory_names(top / day)) {
        const fs::path folder = top / day / kind;
        if (fs::is_directory(fs::symlink_status(folder)) && directory_names(folder).empty()) {
          remove_empty_directory(folder);
        }
      }
      if (directory_names(top / day).empty()) remove_empty_directory(top / day);
    }
  }
}

}  // namespace

std::vector<RetainedFile> files_to_purge(const Settings& settings, Instant now) {
  std::vector<RetainedFile> files;
  for (const char* outcome : kOutcomes) {
    const fs::path top = settings.inbox_dir / outcome;
    for (const std::string& day : directory_names(top)) {
      const auto since = end_of_folder(day);
      const bool over = since && *since < before(now, settings.retention.inbox_days);
      if (over && fs::is_directory(fs::symlink_status(top / day))) {
        add_inbox_files(top / day, *since, files);
      }
    }
  }
  add_worksheets(settings.state_dir / "review", before(now, settings.retention.worksheets_days),
                 files);
  add_old_files(settings.database_file.parent_path(),
                settings.database_file.filename().string() + ".replaced-", "replaced_databases",
                before(now, settings.backup.keep_days), files);
  add_sent_mails_logs(settings.sent_mails_dir,
                      before(now, settings.backup.keep_days + kSentMailsMargin_days), files);
  return files;
}

void purge_files(Database& database, const Actor& actor, const Settings& settings,
                 const std::vector<RetainedFile>& files, Instant now) {
  std::vector<std::string> sums;
  for (const RetainedFile& file : files)
    sums.push_back(file_sha256(file.path));
  Transaction transaction(database);
  for (std::size_t i = 0; i < files.size(); ++i) {
    add_purged_file(database, files[i].retention_class, files[i].path.string(), sums[i], now);
    append_audit(database, actor, now, {"file_purged", files[i].retention_class, sums[i]});
  }
  transaction.commit();
  finish_purged_files(database, settings);
}

std::int64_t finish_purged_files(Database& database, const Settings& settings) {
  constexpr std::int64_t kChunk = 500;
  std::int64_t finished = 0;
  while (true) {
    const auto standing = standing_purged_files(database, kChunk);
    if (standing.empty()) break;
    std::set<fs::path> folders;
    for (const PurgedFile& file : standing) {
      const fs::path path(file.path);
      // Another file that came to stand there meanwhile is not the one that was recorded.
      if (!is_regular(path) || file_sha256(path) != file.sha256) continue;
      remove_file(path);
      folders.insert(path.parent_path());
    }
    for (const fs::path& folder : folders)
      sync_directory(folder);
    Transaction transaction(database);
    for (const PurgedFile& file : standing)
      note_purged_file_gone(database, file.id);
    transaction.commit();
    finished += static_cast<std::int64_t>(standing.size());
  }
  remove_empty_folders(settings);
  return finished;
}

std::vector<RetainedBatch> batches_over(Database& database, const Settings& settings, Instant now) {
  return batches_to_purge(database, before(now, settings.retention.posted_letters_days),
                          before(now, settings.retention.letters_days));
}

void purge_batch(Database& database, const Actor& actor, const Settings& settings,
                 const RetainedBatch& batch, Instant now) {
  {
    Transaction transaction(database);
    if (!mark_batch_purged(database, batch.id, now)) return;
    append_audit(database, actor, now, {"batch_purged", batch.name, batch.sums_sha256});
    transaction.commit();
  }
  PrintBatch(settings.letters_dir / batch.prefecture, batch.name).purge();
}

std::int64_t finish_purged_batches(Database& database, const Settings& settings) {
  std::int64_t finished = 0;
  for (const std::string& prefecture : directory_names(settings.letters_dir)) {
    const fs::path union_directory = settings.letters_dir / prefecture;
    if (!fs::is_directory(fs::symlink_status(union_directory))) continue;
    for (const std::string& name : batch_names(union_directory)) {
      if (!is_purged_batch(database, name)) continue;
      if (PrintBatch(union_directory, name).purge()) ++finished;
    }
  }
  return finished;
}

}  // namespace saihakko
