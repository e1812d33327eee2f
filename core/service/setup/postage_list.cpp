#include "core/service/setup/postage_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

#include "core/files/csv_reader.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

struct Item {
  std::string_view name;
  std::int64_t PostageRates::*value;
  std::int64_t least;
  std::int64_t most;
};

constexpr std::array kItems = {
    Item{"通知書1通の重さ（g）", &PostageRates::letter_grams, 1, 1'000},
    Item{"料金の上限の重さ（g）", &PostageRates::most_grams, 1, 1'000},
    Item{"1通の料金（円）", &PostageRates::yen, 1, 10'000},
    Item{"バーコード割引の最少通数", &PostageRates::discount_letters, 1, 1'000'000},
    Item{"バーコード割引率（%）", &PostageRates::discount_percent, 0, 50}};

std::optional<std::int64_t> parse_value(const std::string& text, const Item& item) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  if (value < item.least || value > item.most) return std::nullopt;
  return value;
}

}  // namespace

PostageRates load_postage(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "postage.csv");
  CsvReader reader(file);
  const auto name = reader.column("項目");
  const auto value = reader.column("値");
  if (reader.header_error() || !name || !value) {
    throw ConfigurationError(fmt::format("{}:1: 列「項目,値」がありません", file.string()));
  }
  PostageRates rates;
  std::set<std::string_view> given;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    const std::int64_t line = row != nullptr ? row->line : std::get<CsvError>(*item).line;
    const auto known = std::find_if(kItems.begin(), kItems.end(), [&](const Item& one) {
      return row != nullptr && row->fields[*name] == one.name;
    });
    if (known == kItems.end() || !given.insert(known->name).second) {
      throw ConfigurationError(
          fmt::format("{}:{}: 知らない項目か、二度目の項目です", file.string(), line));
    }
    const auto parsed = parse_value(row->fields[*value], *known);
    if (!parsed) {
      throw ConfigurationError(fmt::format("{}:{}: {} は{}から{}までの整数です", file.string(),
                                           line, known->name, known->least, known->most));
    }
    rates.*known->value = *parsed;
  }
  for (const Item& item : kItems) {
    if (given.contains(item.name)) continue;
    throw ConfigurationError(fmt::format("{}: 項目 {} がありません", file.string(), item.name));
  }
  if (rates.letter_grams > rates.most_grams) {
    throw ConfigurationError(
        fmt::format("{}: 通知書が料金の上限の重さより重くなっています", file.string()));
  }
  return rates;
}

}  // namespace saihakko
