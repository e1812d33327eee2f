#include "core/service/postcodes/postcode_file.hpp"

#include <algorithm>
#include <regex>

#include "core/domain/office.hpp"
#include "core/domain/place_key.hpp"
#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kTownFields = 15;
constexpr std::size_t kBusinessFields = 13;

/// Where the columns stand (Japan Post, 郵便番号データの説明).
struct Columns {
  std::size_t code, postcode, prefecture, municipality, town;
};
constexpr Columns kTownColumns{0, 2, 6, 7, 8};
constexpr Columns kBusinessColumns{0, 7, 3, 4, 5};
constexpr std::size_t kBusinessName = 2;

const Columns& columns_of(PostcodeListKind kind) {
  switch (kind) {
    case PostcodeListKind::towns: return kTownColumns;
    case PostcodeListKind::businesses: return kBusinessColumns;
  }
  return kTownColumns;
}

bool is_municipality_code(std::string_view text) {
  constexpr std::size_t kDigits = 5;
  return text.size() == kDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// 九戸郡洋野町 → 洋野町.
std::string municipality_key(const std::string& municipality) {
  constexpr std::string_view kDistrict = "郡";
  const std::string key = place_key_text(municipality);
  const std::size_t at = key.find(kDistrict, 1);
  if (at == std::string::npos || (!key.ends_with("町") && !key.ends_with("村"))) return key;
  return key.substr(at + kDistrict.size());
}

}  // namespace

std::optional<PostcodeFile> postcode_file(std::string_view name) {
  static const std::regex kMonth(R"((?:UTF_)?(J?)(ADD|DEL)_?(\d{2}(?:0[1-9]|1[0-2]))\.CSV)");
  const std::string folded = fold_width(name);
  std::smatch found;
  if (std::regex_match(folded, found, kMonth)) {
    return PostcodeFile{
        found[1].length() > 0 ? PostcodeListKind::businesses : PostcodeListKind::towns,
        found[2] == "ADD" ? PostcodeChange::add : PostcodeChange::remove, found[3]};
  }
  if (!folded.ends_with(".CSV")) return std::nullopt;
  if (folded.find("KEN_ALL") != std::string::npos) return PostcodeFile{};
  if (folded.find("JIGYOSYO") == std::string::npos) return std::nullopt;
  return PostcodeFile{PostcodeListKind::businesses, PostcodeChange::replace, {}};
}

bool is_whole_postcode_list(const std::filesystem::path& file) {
  const auto known = postcode_file(file.filename().string());
  return known && known->change == PostcodeChange::replace;
}

std::size_t field_count(PostcodeListKind kind) {
  return kind == PostcodeListKind::towns ? kTownFields : kBusinessFields;
}

std::variant<PostcodeRecord, ItemErrors> read_postcode_record(const CsvRow& row,
                                                              PostcodeListKind kind) {
  const Columns& columns = columns_of(kind);
  const auto field = [&row](std::size_t column) { return clean_text(row.fields[column]); };
  ItemErrors errors;
  PostcodeRecord record;
  record.municipality_code = field(columns.code);
  if (!is_municipality_code(record.municipality_code)) {
    errors.push_back(
        {"全国地方公共団体コード", record.municipality_code, "5桁の数字ではありません"});
  }
  record.postcode = parse_postcode(field(columns.postcode)).value_or("");
  if (record.postcode.empty()) {
    errors.push_back({"郵便番号", field(columns.postcode), "7桁の数字ではありません"});
  }
  const std::string prefecture = field(columns.prefecture);
  const std::string municipality = field(columns.municipality);
  if (prefecture.empty()) errors.push_back({"都道府県名", "", "空です"});
  if (municipality.empty()) errors.push_back({"市区町村名", "", "空です"});
  record.town = field(columns.town);
  if (kind == PostcodeListKind::towns && record.town.empty()) {
    errors.push_back({"町域名", "", "空です"});
  }
  if (!errors.empty()) return errors;
  if (kind == PostcodeListKind::businesses) record.name = field(kBusinessName);
  const std::string short_area = municipality_key(municipality);
  record.area = {record.municipality_code.substr(0, 2), place_key_text(prefecture) + short_area,
                 short_area};
  return record;
}

std::vector<PostcodePlace> places_of(const PostcodeRecord& record, PostcodeListKind kind) {
  if (kind == PostcodeListKind::businesses) {
    return {
        {record.postcode, 0, place_key_text(record.town), record.name, PostalPlaceKind::business}};
  }
  std::vector<PostcodePlace> places;
  for (const PostalTown& town : postal_towns(record.town)) {
    places.push_back({record.postcode, 0, place_key_text(town.name), town.detail, town.kind});
  }
  return places;
}

}  // namespace saihakko
