#include "core/letter/toml_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/letter/letter_error.hpp"

namespace saihakko {

void refuse_template(const std::filesystem::path& file, int line, std::string_view why) {
  throw LetterError(fmt::format("{}:{}: {}", file.string(), line, why));
}

void TomlTable::refuse(std::string_view key, std::string_view why) const {
  const toml::node* node = table_.get(key);
  const int at = node != nullptr ? static_cast<int>(node->source().begin.line) : line();
  refuse_template(file_, at, fmt::format("「{}」{}", key, why));
}

const toml::node& TomlTable::required(std::string_view key) {
  known_.emplace(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr) refuse(key, "がありません");
  return *node;
}

double TomlTable::number(std::string_view key, Limits limits) {
  const auto value = required(key).value<double>();
  if (!value || !std::isfinite(*value)) refuse(key, "は数値で指定してください");
  if (*value < limits.least || *value > limits.most) {
    refuse(key, fmt::format("は {} 以上 {} 以下で指定してください", limits.least, limits.most));
  }
  return *value;
}

double TomlTable::number(std::string_view key, Limits limits, double otherwise) {
  return has(key) ? number(key, limits) : otherwise;
}

int TomlTable::whole_number(std::string_view key, Limits limits) {
  const double value = number(key, limits);
  if (value != std::floor(value)) refuse(key, "は整数で指定してください");
  return static_cast<int>(value);
}

int TomlTable::whole_number(std::string_view key, Limits limits, int otherwise) {
  return has(key) ? whole_number(key, limits) : otherwise;
}

bool TomlTable::flag(std::string_view key, bool otherwise) {
  if (!has(key)) return otherwise;
  const auto* value = required(key).as_boolean();
  if (value == nullptr) refuse(key, "は true か false で指定してください");
  return value->get();
}

std::string TomlTable::text(std::string_view key) {
  const auto* value = required(key).as_string();
  if (value == nullptr) refuse(key, "は文字列で指定してください");
  return value->get();
}

std::vector<std::string> TomlTable::texts(std::string_view key) {
  const toml::array* array = required(key).as_array();
  if (array == nullptr) return {text(key)};
  std::vector<std::string> out;
  for (const toml::node& node : *array) {
    if (node.as_string() == nullptr) refuse(key, "は文字列の並びで指定してください");
    out.push_back(node.as_string()->get());
  }
  return out;
}

std::vector<double> TomlTable::numbers(std::string_view key, std::size_t count, Limits limits) {
  const toml::array* array = required(key).as_array();
  const std::string why = fmt::format("は {} 以上 {} 以下の数値{}個の並びで指定してください",
                                      limits.least, limits.most, count);
  if (array == nullptr || array->size() != count) refuse(key, why);
  std::vector<double> out;
  for (const toml::node& node : *array) {
    const auto value = node.value<double>();
    if (!value || !(*value >= limits.least && *value <= limits.most)) refuse(key, why);
    out.push_back(*value);
  }
  return out;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
  known_.emplace(key);
  if (!has(key)) return {};
  const toml::array* array = required(key).as_array();
  if (array == nullptr) refuse(key, fmt::format("は [[{}]] の形で指定してください", key));
  std::vector<TomlTable> out;
  for (const toml::node& node : *array) {
    if (node.as_table() == nullptr) refuse(key, "の要素は表で指定してください");
    out.emplace_back(file_, *node.as_table());
  }
  return out;
}

void TomlTable::finish() const {
  for (const auto& [key, node] : table_) {
    if (!known_.contains(key.str())) {
      refuse_template(file_, static_cast<int>(key.source().begin.line),
                      fmt::format("「{}」という設定はありません", key.str()));
    }
  }
}

}  // namespace saihakko
