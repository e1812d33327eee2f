#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/service/letters/void_letter.hpp"
#include "core/service/run/listed_only.hpp"
#include "core/store/tables/print_results_table.hpp"

namespace saihakko {

/// Newest first, at most `limit`; of all states when `state` is nullopt. Throws UsageError where
/// `only` names what is not there.
std::vector<Letter> listed_letters(Database& database, std::optional<LetterState> state,
                                   const ListedOnly& only, std::int64_t limit);

/// A letter and what the print room has reported of it, in the order of the reports.
struct LetterFacts {
  Letter letter;
  std::vector<PrintResultRow> results;
};
/// nullopt when there is no letter of that notice number.
std::optional<LetterFacts> letter_facts(Database& database, std::string_view notice_number);

/// What a person orders by a command, in a transaction of its own; see void_letter().
std::variant<LetterVoided, std::string> void_at_desk(Database& database,
                                                     std::string_view notice_number,
                                                     const VoidOrder& order, Instant now);

}  // namespace saihakko
