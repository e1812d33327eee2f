#include "core/service/setup/union_list.hpp"

#include <fmt/format.h>

#include "core/domain/office_number.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/csv_reader.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kUnions = 47;

/// These names go into mails and letters, one line each.
bool is_name(const std::string& text) {
  return !text.empty() && !has_control_character(text);
}

}  // namespace

UnionList UnionList::load(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "unions.csv");
  CsvReader reader(file);
  const auto code = reader.column("都道府県コード");
  const auto prefecture_name = reader.column("都道府県名");
  const auto name = reader.column("国保連合会名");
  if (reader.header_error() || !code || !prefecture_name || !name) {
    throw ConfigurationError(
        fmt::format("{}: 列「都道府県コード,都道府県名,国保連合会名」がありません", file.string()));
  }
  UnionList list;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr || !is_prefecture_code(row->fields[*code]) ||
        !is_name(row->fields[*prefecture_name]) || !is_name(row->fields[*name])) {
      throw ConfigurationError(
          fmt::format("{}:{}: 国保連合会の行として読めません", file.string(),
                      row != nullptr ? row->line : std::get<CsvError>(*item).line));
    }
    const std::string& prefecture = row->fields[*code];
    Union of_row{prefecture, row->fields[*prefecture_name], row->fields[*name],
                 settings_of_union(settings, prefecture)};
    if (!list.unions_.emplace(prefecture, std::move(of_row)).second) {
      throw ConfigurationError(fmt::format("{}:{}: 都道府県コード {} が重なっています",
                                           file.string(), row->line, prefecture));
    }
  }
  if (list.unions_.size() != kUnions) {
    throw ConfigurationError(fmt::format("{}: 国保連合会が{}ではなく{}あります", file.string(),
                                         kUnions, list.unions_.size()));
  }
  return list;
}

const Union& UnionList::at(std::string_view prefecture) const {
  return unions_.find(prefecture)->second;
}

}  // namespace saihakko
