#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// A line of a file that was handed in and not taken.
struct RefusedLine {
  std::string file;  ///< its name in inbox/refused
  std::int64_t line = 0;
  std::vector<std::string> reasons;  ///< in Japanese
};

/// The lines about one number in the newest files of a kind that stand in `inbox/refused`, newest
/// file first: those whose `column` holds it. What cannot be read is passed over.
std::vector<RefusedLine> refused_lines(const Settings& settings, std::string_view kind,
                                       std::string_view column, std::string_view number);

}  // namespace saihakko
