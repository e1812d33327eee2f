#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// What a postcode stands for in a list of postcodes.
enum class PostalPlaceKind {
  town,  ///< a town (町域), or a whole municipality that has one postcode (一円)
  unlisted,  ///< the towns of a municipality that have none of their own (以下に掲載がない場合)
  building,  ///< a floor of a building; the town's name stands before the building's
  business   ///< one business (大口事業所個別番号)
};

std::string_view to_text(PostalPlaceKind kind);
PostalPlaceKind parse_postal_place_kind(std::string_view text);

struct PostalTown {
  PostalPlaceKind kind = PostalPlaceKind::town;
  std::string name;    ///< without brackets and without 地割; empty for a whole municipality
  std::string detail;  ///< what stands in the brackets: the part of the town

  bool operator==(const PostalTown&) const = default;
};

/// What the column 町域名 of Japan Post's KEN_ALL.CSV says, entries over several lines joined.
/// UTF-8. Source: Japan Post, 郵便番号データの説明.
std::vector<PostalTown> postal_towns(std::string_view published);

/// Whether an entry goes on in the next line: it opens a bracket that it does not close.
bool goes_on(std::string_view published);

}  // namespace saihakko
