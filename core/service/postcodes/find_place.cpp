#include "core/service/postcodes/find_place.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/domain/address_number.hpp"
#include "core/domain/place_key.hpp"
#include "core/domain/prefecture_name.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/town_end.hpp"
#include "core/domain/utf8.hpp"
#include "core/store/tables/postcodes_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestArea = 24;
constexpr std::size_t kLongestTown = 60;

/// An address and what the lists know of it.
struct LocatedAddress {
  std::u32string plain;
  PlaceKey key;
  std::optional<std::int64_t> area_id;
  std::size_t area_length = 0;         ///< in the key
  std::size_t town_length = 0;         ///< behind the municipality; 0: no town is recognised
  std::vector<std::string> postcodes;  ///< of the town, or of the municipality without one

  std::u32string_view rest() const { return std::u32string_view(key.text).substr(area_length); }
  /// What follows the first `length` characters of the rest.
  std::string behind(std::size_t length) const {
    const std::size_t end = area_length + length;
    return encode_utf8(std::u32string_view(plain).substr(end == 0 ? 0 : key.ends[end - 1]));
  }
};

/// Whether a name of a municipality can end behind the first `length` characters.
bool ends_municipality(const PlaceKey& key, std::size_t length) {
  return std::u32string_view(U"市区町村").find(key.text[length - 1]) != std::u32string_view::npos;
}

/// The length of the longest name of a municipality that the key begins with; 0: none.
template <class Find>
std::size_t longest_area(const PlaceKey& key, Find find) {
  for (std::size_t length = std::min(kLongestArea, key.text.size()); length > 0; --length) {
    if (!ends_municipality(key, length)) continue;
    if (find(encode_utf8(std::u32string_view(key.text).substr(0, length)))) return length;
  }
  return 0;
}

void find_area(Database& database, std::string_view prefecture, LocatedAddress& address) {
  const PlaceKey whole = address.key;
  for (const PlaceKey& key : {whole, without_district(whole)}) {
    const auto found = [&](const std::optional<std::int64_t>& area) {
      if (area) address.area_id = area;
      return area.has_value();
    };
    address.key = key;
    address.area_length = longest_area(
        key, [&](const std::string& name) { return found(find_postcode_area(database, name)); });
    if (address.area_id) return;
    address.area_length = longest_area(key, [&](const std::string& name) {
      return found(find_postcode_area_in(database, prefecture, name));
    });
    if (address.area_id) return;
  }
}

void find_town(Database& database, LocatedAddress& address) {
  const std::u32string_view rest = address.rest();
  for (std::size_t length = std::min(kLongestTown, rest.size()); length > 0; --length) {
    if (!address.key.may_end(address.area_length + length)) continue;
    address.postcodes =
        postcodes_of_town(database, *address.area_id, encode_utf8(rest.substr(0, length)));
    if (address.postcodes.empty()) continue;
    address.town_length = length;
    return;
  }
}

LocatedAddress located(Database& database, std::string_view prefecture,
                       const Addressee& addressee) {
  LocatedAddress address;
  const auto text = decode_utf8(clean_text(addressee.address)).value_or(std::u32string());
  address.plain = without_postcodes(plain_address(text), addressee.postcode);
  address.key = place_key(address.plain);
  find_area(database, prefecture, address);
  if (!address.area_id) return address;
  find_town(database, address);
  if (address.town_length == 0)
    address.postcodes = postcodes_of_town(database, *address.area_id, "");
  return address;
}

/// Behind the town's name where that stands further on in the address, after streets or the name
/// of a former municipality; one character alone is no name to be found so.
std::optional<std::size_t> end_of_town_further_on(const LocatedAddress& address,
                                                  std::u32string_view town) {
  if (town.size() < 2 || town.size() <= address.town_length) return std::nullopt;
  const std::size_t at = address.rest().rfind(town);
  if (at == std::u32string_view::npos) return std::nullopt;
  const std::size_t end = at + town.size();
  if (!address.key.may_end(address.area_length + end)) return std::nullopt;
  return end;
}

/// What one place of the postcode is to the address; differs: not its own.
KnownPlace fit_of(const LocatedAddress& address, const PostcodePlace& place) {
  if (place.area_id != address.area_id) return {PostcodeFit::differs, {}};
  const std::u32string town = decode_utf8(place.town).value_or(std::u32string());
  const std::u32string_view rest = address.rest();
  const auto in_town = [&](std::size_t length) {
    return KnownPlace{PostcodeFit::town, address.behind(length)};
  };
  switch (place.kind) {
    case PostalPlaceKind::business:
      if (rest.starts_with(town) || end_of_town_further_on(address, town))
        return {PostcodeFit::business, {}};
      break;
    case PostalPlaceKind::unlisted:
      if (address.town_length == 0) return {PostcodeFit::unlisted, {}};
      break;
    case PostalPlaceKind::building:
      if (address.town_length > 0 && town.starts_with(rest.substr(0, address.town_length)))
        return in_town(address.town_length);
      break;
    case PostalPlaceKind::town:
      if (town.size() == address.town_length && rest.starts_with(town)) return in_town(town.size());
      if (const auto end = end_of_town_further_on(address, town)) return in_town(*end);
      break;
  }
  return {PostcodeFit::differs, {}};
}

/// Whether the address begins with a prefecture, and the municipality's whole name with another.
bool in_other_prefecture(std::u32string_view address, std::string_view area) {
  const std::u32string known = decode_utf8(area).value_or(std::u32string());
  const auto prefecture = address.substr(0, prefecture_length(address));
  return !prefecture.empty() && !known.starts_with(prefecture);
}

KnownPlace place_of(const LocatedAddress& address, const std::vector<ListedPlace>& places) {
  for (const ListedPlace& listed : places) {
    KnownPlace fit = fit_of(address, listed.place);
    if (fit.fit != PostcodeFit::differs) return fit;
  }
  if (address.town_length > 0 && !places.empty()) return {PostcodeFit::differs, {}};
  const bool elsewhere =
      !places.empty() && std::all_of(places.begin(), places.end(), [&](const ListedPlace& listed) {
        return address.area_id ? listed.place.area_id != address.area_id
                               : in_other_prefecture(address.key.text, listed.area);
      });
  return {elsewhere ? PostcodeFit::differs : PostcodeFit::not_known, {}};
}

}  // namespace

PostcodeAdvice postcode_advice(Database& database, std::string_view prefecture,
                               const Addressee& addressee) {
  if (!postcodes_listed(database)) return {};
  const LocatedAddress address = located(database, prefecture, addressee);
  PostcodeAdvice advice;
  if (address.town_length > 0) advice.fitting = address.postcodes;
  if (addressee.postcode.empty()) return advice;
  const auto places = places_of_postcode(database, addressee.postcode);
  // Without a list of businesses their postcodes are in none.
  const bool nowhere = places.empty() && address.town_length > 0 &&
                       (!may_be_own(addressee.postcode) ||
                        postcode_list_in_force(database, PostcodeListKind::businesses));
  advice.place = nowhere ? KnownPlace{PostcodeFit::differs, {}} : place_of(address, places);
  return advice;
}

}  // namespace saihakko
