#include "core/domain/postal_town.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

using View = std::u32string_view;

bool is_opening(char32_t c) {
  return c == U'（' || c == U'(';
}
bool is_closing(char32_t c) {
  return c == U'）' || c == U')';
}
bool is_numeral(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'０' && c <= U'９');
}

/// 種市第１５地割～第２１地割 → 種市: a 地割 counts in the address's number.
View without_lots(View name) {
  std::size_t lots = name.find(U"地割");
  if (lots == View::npos) return name;
  while (lots > 0 && is_numeral(name[lots - 1]))
    --lots;
  if (lots > 0 && name[lots - 1] == U'第') --lots;
  return name.substr(0, lots);
}

bool names_a_floor(View detail) {
  return detail.find(U'階') != View::npos;
}

PostalTown postal_town(View name, View detail) {
  if (names_a_floor(detail)) {
    return {PostalPlaceKind::building, encode_utf8(name), encode_utf8(detail)};
  }
  constexpr View kAllOf = U"一円";  // and 一円 alone is a town of 多賀町
  const bool whole = name.size() > kAllOf.size() && name.ends_with(kAllOf);
  const bool numbers = name.find(U"の次に") != View::npos && name.ends_with(U"場合");
  if (whole || numbers) return {PostalPlaceKind::town, "", encode_utf8(detail)};
  return {PostalPlaceKind::town, encode_utf8(without_lots(name)), encode_utf8(detail)};
}

}  // namespace

std::string_view to_text(PostalPlaceKind kind) {
  switch (kind) {
    case PostalPlaceKind::town: return "town";
    case PostalPlaceKind::unlisted: return "unlisted";
    case PostalPlaceKind::building: return "building";
    case PostalPlaceKind::business: return "business";
  }
  return {};
}

PostalPlaceKind parse_postal_place_kind(std::string_view text) {
  for (const PostalPlaceKind kind : {PostalPlaceKind::town, PostalPlaceKind::unlisted,
                                     PostalPlaceKind::building, PostalPlaceKind::business}) {
    if (text == to_text(kind)) return kind;
  }
  throw std::logic_error("a postcode's place of no kind");
}

std::vector<PostalTown> postal_towns(std::string_view published) {
  const std::u32string text = decode_utf8(published).value_or(std::u32string());
  const auto bracket = std::find_if(text.begin(), text.end(), is_opening);
  const View whole(text);
  const auto length = static_cast<std::size_t>(bracket - text.begin());
  View names = whole.substr(0, length);
  if (names == U"以下に掲載がない場合") return {{PostalPlaceKind::unlisted, "", ""}};
  const View detail = whole.substr(length);
  std::vector<PostalTown> towns;
  while (true) {
    const std::size_t comma = std::min(names.find(U'、'), names.size());
    towns.push_back(postal_town(names.substr(0, comma), detail));
    if (comma == names.size()) return towns;
    names.remove_prefix(comma + 1);
  }
}

bool goes_on(std::string_view published) {
  const std::u32string text = decode_utf8(published).value_or(std::u32string());
  return std::count_if(text.begin(), text.end(), is_opening) >
         std::count_if(text.begin(), text.end(), is_closing);
}

}  // namespace saihakko
