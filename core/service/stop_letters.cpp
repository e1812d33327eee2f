#include "core/service/stop_letters.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/letter/stop_list.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/lost_letters_table.hpp"

namespace saihakko {
namespace {

constexpr mode_t kLocksMode = 0750;
constexpr int kWait_ms = 30'000;  // others hold the lock for as long as they write a file

std::string reason_of(const Letter& letter) {
  if (letter.state == LetterState::spoiled) return "書損(新しい通知書を発行)";
  if (letter.state == LetterState::returned) return "返戻(再び投函しない)";
  if (letter.state == LetterState::lapsed) return "失効(有効期限が過ぎた)";
  return fmt::format("無効({})", japanese(letter.void_reason.value()));
}

}  // namespace

void write_stop_lists(Database& database, const Settings& settings) {
  make_directories(settings.state_dir / "locks", kLocksMode);
  // From reading to renaming: a list that was read earlier must not come to stand last.
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
