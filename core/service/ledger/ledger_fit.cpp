#include "core/service/ledger/ledger_fit.hpp"

#include <fmt/format.h>

#include "core/service/setup/configuration_error.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kLongest = 20;  // of names and of addresses: the longest is not the widest

}  // namespace

std::size_t require_room_for_ledger(Database& database, const LetterPress& press,
                                    const UnionList& unions) {
  std::size_t tried = 0;
  for (const auto& [prefecture, of_union] : unions.all()) {
    for (const Office& office : longest_offices(database, prefecture, kLongest)) {
      const Addressee addressee{office.name, office.postcode, office.address};
      const auto field = press.overflowing_field(prefecture, addressee);
      ++tried;
      if (!field) continue;
      throw ConfigurationError(fmt::format("{}: 事業所 {} の {} が枠に収まりません",
                                           of_union.settings.letter_template, office.number.text(),
                                           *field));
    }
  }
  return tried;
}

}  // namespace saihakko
