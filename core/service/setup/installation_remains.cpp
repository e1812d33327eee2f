#include "core/service/setup/installation_remains.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "core/files/durable_file.hpp"
#include "core/service/setup/backup_copies.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

fs::path key_file(const Settings& settings) {
  return settings.keys_dir / MasterKey::kFileName;
}

/// A key in a directory that this user may not look into counts: who reads it is told why.
bool has_key(const Settings& settings) {
  std::error_code failure;
  return fs::status(key_file(settings), failure).type() != fs::file_type::not_found;
}

/// Marks and unfinished files have names with a dot before them.
bool holds_files(const fs::path& directory) {
  std::error_code failure;
  if (!fs::is_directory(directory, failure)) return false;  // what makes it tells why it cannot
  const auto names = directory_names(directory);
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return !name.starts_with('.'); });
}

std::string lost_key_text(const Settings& settings) {
  return fmt::format(
      "鍵がありません: {}。ディスクのマウントと keys.dir を確かめ、別に保管した鍵(saihakko backup "
      "--keys で写したもの)をここに戻してください。新しい鍵では、送信待ちのコードと届いた不達の"
      "知らせを読めなくなります",
      key_file(settings).string());
}

std::string lost_database_text(const Settings& settings, const std::vector<std::string>& works) {
  return fmt::format("データベースがありません: {}。{}が残っています。{}",
                     settings.database_file.string(), fmt::join(works, "、"),
                     way_to_a_database(settings));
}

}  // namespace

InstallationRemains installation_remains(const Settings& settings) {
  InstallationRemains remains{
      .key = has_key(settings), .database = Database::exists(settings.database_file), .works = {}};
  if (holds_files(settings.letters_dir)) remains.works.emplace_back("通知書");
  if (!copy_names(settings).empty()) remains.works.emplace_back("控え");
  if (holds_files(settings.sent_mails_dir) || holds_files(settings.mail.maildir / "new") ||
      holds_files(settings.mail.maildir / "cur")) {
    remains.works.emplace_back("送信済みのメール");
  }
  if (holds_files(settings.inbox_dir / "done") || holds_files(settings.inbox_dir / "refused")) {
    remains.works.emplace_back("取り込んだファイル");
  }
  return remains;
}

void require_nothing_lost(const Settings& settings) {
  const InstallationRemains remains = installation_remains(settings);
  const bool was_here = remains.database || !remains.works.empty();
  if (was_here && !remains.key) throw ConfigurationError(lost_key_text(settings));
  if (was_here && !remains.database) {
    throw ConfigurationError(lost_database_text(settings, remains.works));
  }
}

std::string way_to_a_database(const Settings& settings) {
  constexpr const char* kWay =
      "ディスクのマウントと設定を確かめ、失われたのなら、ジョブと portal を止めて、{}。次に "
      "saihakko "
      "restore --reconcile(手順: docs/ja/backup.md)";
  if (const auto copy = newest_sound_copy(settings)) {
    const char* replace = Database::exists(settings.database_file) ? " --replace" : "";
    return fmt::format(kWay, fmt::format("最も新しい控えから戻してください: saihakko restore{} {}",
                                         replace, copy->string()));
  }
  return fmt::format(kWay,
                     "別に保管した控えを、合計(.sha256)とともに saihakko restore "
                     "に渡してください(backup.dir には使える控えがありません)");
}

MasterKey load_key(const Settings& settings) {
  if (has_key(settings)) return MasterKey::load(settings.keys_dir);
  const InstallationRemains remains = installation_remains(settings);
  if (remains.database || !remains.works.empty()) throw KeyError(lost_key_text(settings));
  throw KeyError(
      fmt::format("鍵がありません: {}(saihakko init で作成します)", key_file(settings).string()));
}

std::string mark_of_key(const MasterKey& key) {
  return key.mark("backup", "which key it is");
}

AuditKey audit_key_of(const MasterKey& key) {
  return {mark_of_key(key), key.derived("audit")};
}

void keep_key_mark(Database& database, const MasterKey& key) {
  Transaction transaction(database);
  if (!key_mark(database).empty()) return;
  set_key_mark(database, mark_of_key(key));
  transaction.commit();
}

void use_own_key(Database& database, const Settings& settings) {
  std::optional<MasterKey> key;
  try {
    key.emplace(MasterKey::load(settings.keys_dir));
  } catch (const KeyError&) {
    return;
  } catch (const FileError&) {
    return;
  }
  const std::string mark = key_mark(database);
  if (!mark.empty() && mark_of_key(*key) != mark) {
    throw ConfigurationError(fmt::format(
        "鍵がこのデータベースのものではありません: {}。このデータベースと同じころに別に保管した"
        "鍵を keys.dir に戻してください。控えから戻している途中なら、saihakko restore "
        "--replace から続けてください",
        key_file(settings).string()));
  }
  database.keep_digests(audit_key_of(*key));
}

}  // namespace saihakko
