#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// What follows the town (町域) of an address when no list of towns is at hand, as far as the
/// numerals tell; `plain` is of plain_address(). Prefecture and municipality are left out. nullopt
/// when the first numeral that would count may belong to the town's name: an Arabic one, or a kanji
/// one before a word that makes it count (番町, 丁堀, ノ輪), and the word behind it is no 丁目, 番,
/// 番地, 号 or 地割. A kanji numeral before any other word counts nowhere (manual, p. 19), so it is
/// passed over.
std::optional<std::u32string> behind_unknown_town(std::u32string_view plain);

/// `plain` without the postcodes in it: one behind 〒, one at the beginning, and any that is
/// `digits`, the seven digits of the addressee's own.
std::u32string without_postcodes(std::u32string_view plain, std::string_view digits);

}  // namespace saihakko
