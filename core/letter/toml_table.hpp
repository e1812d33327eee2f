#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace saihakko {

struct Limits {
  double least;
  double most;
};

/// One table of a TOML file, read key by key. Everything throws LetterError naming file, line and
/// key; finish() refuses the keys that nobody asked for.
class TomlTable {
 public:
  TomlTable(const std::filesystem::path& file, const toml::table& table)
      : file_(file), table_(table) {}

  bool has(std::string_view key) const { return table_.contains(key); }
  double number(std::string_view key, Limits limits);
  double number(std::string_view key, Limits limits, double otherwise);
  int whole_number(std::string_view key, Limits limits);
  int whole_number(std::string_view key, Limits limits, int otherwise);
  bool flag(std::string_view key, bool otherwise);
  std::string text(std::string_view key);
  /// One string, or an array of strings.
  std::vector<std::string> texts(std::string_view key);
  /// An array of exactly `count` numbers.
  std::vector<double> numbers(std::string_view key, std::size_t count, Limits limits);
  /// The tables of [[key]], or of an array of inline tables; none when the key is absent.
  std::vector<TomlTable> tables(std::string_view key);

  void finish() const;
  int line() const { return static_cast<int>(table_.source().begin.line); }
  [[noreturn]] void refuse(std::string_view key, std::string_view why) const;

 private:
  const toml::node& required(std::string_view key);

  const std::filesystem::path& file_;
  const toml::table& table_;
  std::set<std::string, std::less<>> known_;
};

[[noreturn]] void refuse_template(const std::filesystem::path& file, int line,
                                  std::string_view why);

}  // namespace saihakko
