#include "core/service/setup/union_directory.hpp"

namespace saihakko {

std::filesystem::path union_directory(const std::filesystem::path& all,
                                      std::string_view prefecture) {
  return std::filesystem::is_directory(all / prefecture) ? all / prefecture : all;
}

}  // namespace saihakko
