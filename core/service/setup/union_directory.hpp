#pragma once

#include <filesystem>
#include <string_view>

namespace saihakko {

/// The directory of a union below the one of all: its own where somebody has made it, which its
/// people alone may read.
std::filesystem::path union_directory(const std::filesystem::path& all,
                                      std::string_view prefecture);

}  // namespace saihakko
