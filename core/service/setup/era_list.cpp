#include "core/service/setup/era_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/domain/utf8.hpp"
#include "core/files/csv_reader.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestName = 4;  // 天平勝宝

bool is_era_name(const std::string& text) {
  const auto characters = decode_utf8(text);
  return characters && !characters->empty() && characters->size() <= kLongestName &&
         std::ranges::none_of(*characters, [](char32_t c) { return c < 0x80; });
}

}  // namespace

std::vector<Era> load_eras(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "eras.csv");
  CsvReader reader(file);
  const auto first_day = reader.column("最初の日");
  const auto name = reader.column("元号");
  if (reader.header_error() || !first_day || !name) {
    throw ConfigurationError(fmt::format("{}:1: 列「最初の日,元号」がありません", file.string()));
  }
  std::map<JapanDate, std::string> eras;
  std::set<std::string> names;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    const auto day = row == nullptr ? std::nullopt : parse_slash_date(row->fields[*first_day]);
    if (!day || !is_era_name(row->fields[*name])) {
      throw ConfigurationError(
          fmt::format("{}:{}: 元号の行として読めません(2019/5/1,令和 のように書いてください)",
                      file.string(), row != nullptr ? row->line : std::get<CsvError>(*item).line));
    }
    const bool added = eras.emplace(*day, row->fields[*name]).second;
    if (!added || !names.insert(row->fields[*name]).second) {
      throw ConfigurationError(fmt::format("{}:{}: 元号 {} か、その最初の日が重なっています",
                                           file.string(), row->line, row->fields[*name]));
    }
  }
  const auto reiwa = eras.find(JapanDate{2019, 5, 1});
  if (reiwa == eras.end() || reiwa->second != "令和") {
    throw ConfigurationError(fmt::format("{}: 行「2019/5/1,令和」がありません", file.string()));
  }
  std::vector<Era> all;
  for (const auto& [day, text] : eras)
    all.push_back({day, text});
  return all;
}

}  // namespace saihakko
