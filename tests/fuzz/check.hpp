#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace saihakko::fuzz {

/// Ends the run, which makes libFuzzer keep the input, unless the property holds.
inline void check(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "broken property: %s\n", property);
  std::abort();
}

/// A file below the temporary directory that takes one content after another: the readers open
/// paths, and refuse the links of /proc.
class ScratchFile {
 public:
  explicit ScratchFile(std::string_view name)
      : path_(std::filesystem::temp_directory_path() /
              (std::string(name) + '.' + std::to_string(::getpid()))) {}
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void put(std::string_view content) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << content << std::flush;
  }

 private:
  std::filesystem::path path_;
};

/// How many lines a text has, a last one without LF counted.
inline long lines_of(std::string_view text) {
  long lines = text.empty() || text.back() == '\n' ? 0 : 1;
  for (const char c : text)
    lines += c == '\n' ? 1 : 0;
  return lines;
}

}  // namespace saihakko::fuzz
