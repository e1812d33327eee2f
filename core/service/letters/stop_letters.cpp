#include "core/service/letters/stop_letters.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/serial_number.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/letter/stop_list.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/lost_letters_table.hpp"

namespace saihakko {
namespace {

constexpr mode_t kLocksMode = 0750;
constexpr std::string_view kVoid = "無効(";
constexpr int kWait_ms = 30'000;  // others hold the lock for as long as they write a file

std::string reason_of(const Letter& letter) {
  if (letter.state == LetterState::spoiled) return "書損(新しい通知書を発行)";
  if (letter.state == LetterState::returned) return "返戻(再び投函しない)";
  if (letter.state == LetterState::lapsed) return "失効(有効期限が過ぎた)";
  return fmt::format("{}{})", kVoid, japanese(letter.void_reason.value()));
}

/// Why a letter was voided; nullopt for one that was stopped otherwise.
std::optional<VoidReason> void_reason_in(std::string_view reason) {
  if (!reason.starts_with(kVoid) || !reason.ends_with(')')) return std::nullopt;
  reason.remove_prefix(kVoid.size());
  reason.remove_suffix(1);
  return parse_japanese_void_reason(reason);
}

void read_stop_list(const std::filesystem::path& file, std::vector<StoppedLetter>& stopped) {
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file))) return;
  CsvReader reader(file);
  const auto notice = reader.column("通知書番号");
  const auto reason = reader.column("理由");
  if (!notice || !reason) return;
  while (const auto record = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*record);
    if (row == nullptr) continue;
    const auto number = parse_serial_number(kNoticeLetter, row->fields[*notice]);
    const auto why = void_reason_in(row->fields[*reason]);
    if (number && why) stopped.push_back({*number, *why});
  }
}

}  // namespace

std::vector<StoppedLetter> letters_on_stop_lists(const Settings& settings) {
  std::vector<StoppedLetter> stopped;
  for (const std::string& prefecture : directory_names(settings.letters_dir)) {
    read_stop_list(settings.letters_dir / prefecture / "stop.csv", stopped);
  }
  return stopped;
}

void write_stop_lists(Database& database, const Settings& settings) {
  if (!pending_restore(database)) write_reconciled_stop_lists(database, settings);
}

void write_reconciled_stop_lists(Database& database, const Settings& settings) {
  make_directories(settings.state_dir / "locks", kLocksMode);
  // Held from reading to renaming, so that no older list replaces a newer one.
  const auto lock = FileLock::wait_lock(settings.state_dir / "locks" / "stop-lists.lock", kWait_ms);
  std::map<std::string, std::vector<StopRow>> by_union;
  for (const Letter& letter : letters_not_to_post(database)) {
    by_union[letter.prefecture].push_back(
        {letter.notice_number, letter.batch, letter.file, letter.page, reason_of(letter)});
  }
  for (const LostLetter& letter : lost_letters(database)) {
    by_union[letter.prefecture].push_back({letter.notice_number, letter.batch, letter.file,
                                           letter.page, "復元により無効(新しい通知書を発行)"});
  }
  for (const auto& [prefecture, rows] : by_union) {
    write_stop_list(settings.letters_dir / prefecture, rows);
  }
}

}  // namespace saihakko
