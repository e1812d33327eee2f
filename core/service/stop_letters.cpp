#include "core/service/stop_letters.hpp"

#include <map>
#include <string>
#include <vector>

#include "core/letter/stop_list.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

std::string reason_of(LetterState state) {
  if (state == LetterState::spoiled) return "書損(新しい通知書を発行)";
  if (state == LetterState::returned) return "返戻(再び投函しない)";
  return "無効(取下げ、または新しい通知書を発行)";
}

}  // namespace

void write_stop_lists(Database& database, const Settings& settings) {
  // Nothing is written to the database: the lock keeps a slower process from putting an older list
  // over a newer one.
  const Transaction writers_lock(database);
  std::map<std::string, std::vector<StopRow>> by_union;
  for (const Letter& letter : letters_not_to_post(database)) {
    by_union[letter.prefecture].push_back({letter.notice_number, letter.batch, letter.file,
                                           letter.page, reason_of(letter.state)});
  }
  for (const auto& [prefecture, rows] : by_union) {
    write_stop_list(settings.letters_dir / prefecture, rows);
  }
}

}  // namespace saihakko
