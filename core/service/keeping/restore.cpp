#include "core/service/keeping/restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/domain/serial_number.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/service/keeping/back_up.hpp"
#include "core/service/letters/batches_on_disk.hpp"
#include "core/service/setup/backup_copies.hpp"
#include "core/service/setup/begin_digests.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/store/engine/presence.hpp"
#include "core/store/engine/store_error.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/serials_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;
// Ten times what a busy union draws in a day: receipts that only a lost database knew.
constexpr std::int64_t kSerialsADay = 10'000;

const char* const kBeside[] = {"-wal", "-shm"};

fs::path beside(const fs::path& file, const char* suffix) {
  return file.string() + suffix;
}

/// The files that a copy in the making leaves, SQLite's too.
void clear_stage(const fs::path& stage) {
  remove_file(stage);
  for (const char* suffix : {"-wal", "-shm", "-journal", ".users"}) {
    remove_file(beside(stage, suffix));
  }
}

std::string expected_sum(const fs::path& copy) {
  const auto sum = sum_beside(copy);
  if (sum) return *sum;
  throw UnfitCopy(fmt::format("控えの合計がありません: {}", sum_file_of(copy).string()));
}

void stage_copy(const fs::path& copy, const fs::path& stage) {
  if (!fs::exists(copy)) throw UnfitCopy(fmt::format("控えがありません: {}", copy.string()));
  const std::string expected = expected_sum(copy);
  clear_stage(stage);
  copy_new_file(copy, stage, kFileMode);
  if (file_sha256(stage) != expected) {
    throw UnfitCopy(fmt::format("控えの内容が、合計と一致しません: {}", copy.string()));
  }
}

void expect_whole(Database& stage) {
  std::vector<std::string> damages;
  try {
    damages = stage.damages();
  } catch (const StoreError& failure) {
    if (failure.kind() != StoreError::Kind::broken) throw;
    damages.emplace_back(failure.what());
  }
  if (!damages.empty()) throw UnfitCopy(fmt::format("控えが壊れています: {}", damages.front()));
}

void expect_key(Database& stage, const MasterKey& key) {
  const std::string mark = key_mark(stage);
  if (mark == mark_of_key(key)) return;
  if (mark.empty()) throw UnfitCopy("saihakko backup で作った控えではありません");
  throw ConfigurationError(
      "控えは別の鍵のものです。控えと同じころに別に保管した鍵(master.key)を keys.dir に戻してから、"
      "もう一度実行してください");
}

Instant last_real_time(Database& database) {
  const auto rows = audit_rows(database, count_audit_rows(database), 1);
  return rows.empty() ? Instant{0} : rows.front().real;
}

std::int64_t largest_notice_on_disk(const Settings& settings) {
  std::int64_t largest = 0;
  for (const DiskBatch& batch : batches_on_disk(settings)) {
    for (const DiskLetter& letter : letters_on_disk(settings, batch)) {
      largest = std::max(largest, serial_in(letter.notice_number));
    }
  }
  return largest;
}

void pass_over(Database& database, const char* name, std::int64_t seen, Instant known_until) {
  const std::int64_t days =
      std::clamp<std::int64_t>((Clock::real_now().ms - known_until.ms) / kDayMs + 1, 1, 365);
  const std::int64_t last = std::max(seen, last_serial(database, name));
  pass_over_serials(database, name, std::min(last + days * kSerialsADay, kLastSerial));
}

/// Makes the staged copy what is to stand: verified, migrated, marked as restored.
Restored prepare(const Settings& settings, const MasterKey& key, const fs::path& file,
                 const Actor& actor, Instant now,
                 const std::function<void(std::int64_t)>& progress) {
  Restored restored;
  Database stage(file, Database::Open::existing);
  expect_whole(stage);
  restored.migrations = stage.migrate(now);
  if (!stage.is_current()) {
    throw UnfitCopy("控えは、このプログラムより新しい版のものです。その版で復元してください");
  }
  expect_key(stage, key);
  stage.keep_digests(audit_key_of(key));
  const std::string head = verify_copy(stage, {}, progress);
  begin_digests(stage, actor, now);
  restored.known_until = last_real_time(stage);
  const std::int64_t notice = largest_notice_on_disk(settings);
  Transaction transaction(stage);
  pass_over(stage, "notice_number", notice, restored.known_until);
  pass_over(stage, "receipt_number", 0, restored.known_until);
  set_pending_restore(stage, {restored.known_until, Clock::real_now()});
  append_audit(stage, actor, now, {"restored", "database", head});
  transaction.commit();
  // Only the database itself is put in place, so its log is emptied here: SQLite would do it on
  // closing and report no failure.
  if (!stage.empty_log()) throw StoreError(StoreError::Kind::busy, file.string());
  return restored;
}

/// The earlier database gets another name, its log with it. Between the two renames there is none,
/// and every command says so. So nobody works on with a database whose log was taken away.
fs::path keep_aside(const fs::path& live) {
  const fs::path aside =
      fmt::format("{}.replaced-{}", live.string(), compact_time(Clock::real_now()));
  if (fs::exists(beside(live, "-wal"))) link_file(beside(live, "-wal"), beside(aside, "-wal"));
  rename_no_replace(live, aside);
  sync_directory(live.parent_path());
  return aside;
}

}  // namespace

Restored restore_database(const Settings& settings, const MasterKey& key, const fs::path& copy,
                          StandingDatabase standing, const Actor& actor, Instant now,
                          const std::function<void(std::int64_t)>& progress) {
  const fs::path& live = settings.database_file;
  const fs::path directory = live.parent_path().empty() ? fs::path(".") : live.parent_path();
  make_directories(directory, kDirectoryMode);
  const Presence alone(live, Presence::Kind::alone);
  if (fs::exists(live) && standing == StandingDatabase::refuse) {
    throw ConfigurationError(
        fmt::format("データベースがあります: {}。置き換えるときは --replace を付けてください"
                    "(いまのものは別の名前で残します)",
                    live.string()));
  }
  const fs::path stage = directory / fmt::format(".{}.restore", live.filename().string());
  try {
    stage_copy(copy, stage);
    Restored restored = prepare(settings, key, stage, actor, now, progress);
    put_logged_heads_aside(settings);
    if (fs::exists(live)) restored.aside = keep_aside(live);
    for (const char* suffix : kBeside)
      remove_file(beside(live, suffix));
    rename_no_replace(stage, live);
    sync_directory(directory);
    clear_stage(stage);
    return restored;
  } catch (...) {
    try {
      clear_stage(stage);
    } catch (const FileError&) {  // NOLINT(bugprone-empty-catch)
      // The failure that led here is told; the next restore clears the stage.
    }
    throw;
  }
}

}  // namespace saihakko
