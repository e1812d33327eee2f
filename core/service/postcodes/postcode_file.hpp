#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/files/csv_reader.hpp"
#include "core/service/intake/item_error.hpp"
#include "core/store/tables/postcodes_table.hpp"

namespace saihakko {

/// What a file of Japan Post does with the list of its kind.
enum class PostcodeChange { replace, add, remove };

/// A file of Japan Post, by its name.
struct PostcodeFile {
  PostcodeListKind kind = PostcodeListKind::towns;
  PostcodeChange change = PostcodeChange::replace;
  std::string month;  ///< YYMM of a month's changes; else empty
};

/// `utf_ken_all.csv` and `KEN_ALL.CSV`, `utf_add_2511.csv`, `ADD_2511.CSV` and `ADD2511.CSV`,
/// `DEL…` in the same forms; of businesses `JIGYOSYO.CSV`, `JADD2511.CSV`, `JDEL2511.CSV`; upper
/// case or lower, with more words around whole lists. nullopt for another name.
std::optional<PostcodeFile> postcode_file(std::string_view name);

/// A list that takes the place of another: the changes of a month come behind it.
bool is_whole_postcode_list(const std::filesystem::path& file);

/// How many fields each record has.
std::size_t field_count(PostcodeListKind kind);

/// One record of a file.
struct PostcodeRecord {
  std::string postcode;
  Municipality area;
  std::string municipality_code;
  std::string town;  ///< as published; of a business its town's name
  std::string name;  ///< of a business
};

/// What is wrong with the record, or what it says.
std::variant<PostcodeRecord, ItemErrors> read_postcode_record(const CsvRow& row,
                                                              PostcodeListKind kind);

/// The places of a record, without their area_id.
std::vector<PostcodePlace> places_of(const PostcodeRecord& record, PostcodeListKind kind);

}  // namespace saihakko
