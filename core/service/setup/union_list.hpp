#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// One 国保連合会 with its settings.
struct Union {
  std::string prefecture;       ///< 01–47
  std::string prefecture_name;  ///< 東京都
  std::string name;             ///< 東京都国民健康保険団体連合会
  UnionSettings settings;
};

/// The unions of templates/unions.csv
/// (`都道府県コード,都道府県名,国保連合会名`).
class UnionList {
 public:
  /// Throws ConfigurationError when the file is not one of 47 well-formed rows.
  static UnionList load(const Settings& settings);

  /// `prefecture` must be a prefecture code.
  const Union& at(std::string_view prefecture) const;

  /// By prefecture code.
  const std::map<std::string, Union, std::less<>>& all() const { return unions_; }

 private:
  std::map<std::string, Union, std::less<>> unions_;
};

}  // namespace saihakko
