#include "jobs/commands/new_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

#include "core/service/run/usage_error.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

/// Whether `path` lies in `directory`, whatever links lead there.
bool is_below(const fs::path& path, const fs::path& directory) {
  const fs::path real = fs::weakly_canonical(fs::absolute(path));
  const fs::path top = fs::weakly_canonical(fs::absolute(directory));
  const auto end = std::mismatch(top.begin(), top.end(), real.begin(), real.end()).first;
  return end == top.end();
}

void refuse_among_letters(const fs::path& file, const Settings& settings) {
  if (!is_below(file, settings.letters_dir)) return;
  throw UsageError(fmt::format("{} は通知書の置き場所の中です", file.string()));
}

bool is_pdf(const fs::path& file) {
  constexpr std::string_view kPdf = "%PDF-";
  std::string start(kPdf.size(), '\0');
  if (fs::is_regular_file(fs::symlink_status(file))) {
    std::ifstream(file, std::ios::binary).read(start.data(), std::ssize(start));
  }
  return start == kPdf;
}

}  // namespace

void refuse_old_file(const fs::path& file, const Settings& settings) {
  refuse_among_letters(file, settings);
  if (!fs::exists(fs::symlink_status(file))) return;
  throw UsageError(fmt::format("{} は既にあるので、書き換えません", file.string()));
}

void refuse_old_file_but_pdf(const fs::path& file, const Settings& settings) {
  refuse_among_letters(file, settings);
  if (!fs::exists(fs::symlink_status(file)) || is_pdf(file)) return;
  throw UsageError(
      fmt::format("{} は既にあり、PDF ファイルではないので、書き換えません", file.string()));
}

}  // namespace saihakko
