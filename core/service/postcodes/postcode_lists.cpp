#include "core/service/postcodes/postcode_lists.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/domain/no_value.hpp"
#include "core/service/postcodes/find_place.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

std::string list_text(std::string_view name, const std::optional<ListedPostcodes>& list) {
  if (!list) return fmt::format("{} なし", name);
  return fmt::format("{} {}件({})", name, list->places,
                     japan_minute(list->renewed_at).substr(0, 10));
}

}  // namespace

PostcodeLists postcode_lists(Database& database) {
  const auto listed = [&database](PostcodeListKind kind) -> std::optional<ListedPostcodes> {
    const auto list = postcode_list_in_force(database, kind);
    if (!list) return std::nullopt;
    return ListedPostcodes{list->renewed_at, count_postcode_places(database, list->id)};
  };
  return {listed(PostcodeListKind::towns), listed(PostcodeListKind::businesses)};
}

std::string lists_text(const PostcodeLists& lists) {
  return list_text("町域", lists.towns) + "、" + list_text("大口事業所", lists.businesses);
}

std::string old_postcodes_text(const PostcodeLists& lists, int days, Instant now) {
  std::string text;
  const auto look = [&](std::string_view name, const std::optional<ListedPostcodes>& list) {
    if (days == 0 || !list || list->renewed_at.plus_ms(days * kDayMs) >= now) return;
    text += fmt::format("{}{}の一覧は {} に取り込んだままです", text.empty() ? "" : "。", name,
                        japan_minute(list->renewed_at).substr(0, 10));
  };
  look("町域", lists.towns);
  look("大口事業所", lists.businesses);
  return text.empty() ? text : fmt::format("{}(期限は{}日)", text, days);
}

PostcodeCount::PostcodeCount(Database& database)
    : database_(database), listed_(postcodes_listed(database)) {}

void PostcodeCount::add(const Office& office) {
  if (office.status == OfficeStatus::closed) return;
  ++counts_.offices;
  if (is_no_value(office.postcode)) {
    ++counts_.missing;
  } else if (listed_) {
    const PostcodeAdvice advice = postcode_advice(database_, office.number.prefecture(),
                                                  {office.name, office.postcode, office.address});
    if (advice.place.fit == PostcodeFit::differs) ++counts_.differing;
  }
}

LedgerPostcodes ledger_postcodes(Database& database) {
  constexpr std::int64_t kChunk = 500;
  PostcodeCount count(database);
  std::string after;
  while (true) {
    const std::vector<Office> offices = open_offices(database, after, kChunk);
    if (offices.empty()) return count.counts();
    for (const Office& office : offices)
      count.add(office);
    after = offices.back().number.text();
  }
}

}  // namespace saihakko
