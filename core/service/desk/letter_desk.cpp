#include "core/service/desk/letter_desk.hpp"

#include "core/store/engine/transaction.hpp"
#include "core/store/tables/letter_filter.hpp"

namespace saihakko {

std::vector<Letter> listed_letters(Database& database, std::optional<LetterState> state,
                                   const ListedOnly& only, std::int64_t limit) {
  refuse_unknown(database, only);
  return newest_letters(
      database,
      LetterFilter{state, only.prefecture, only.batch, only.receipt_number, only.office_number},
      limit);
}

std::optional<LetterFacts> letter_facts(Database& database, std::string_view notice_number) {
  auto letter = find_letter(database, notice_number);
  if (!letter) return std::nullopt;
  auto results = print_results_of(database, letter->id);
  return LetterFacts{std::move(*letter), std::move(results)};
}

std::variant<LetterVoided, std::string> void_at_desk(Database& database,
                                                     std::string_view notice_number,
                                                     const VoidOrder& order, Instant now) {
  Transaction transaction(database);
  auto outcome = void_letter(database, notice_number, order, now);
  if (std::holds_alternative<LetterVoided>(outcome)) transaction.commit();
  return outcome;
}

}  // namespace saihakko
