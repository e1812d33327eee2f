#pragma once

#include <filesystem>
#include <string_view>

namespace saihakko {

/// A regular file mapped for reading. The mapping keeps the file's content even when a package
/// upgrade renames another file over it.
class MappedFile {
 public:
  /// Follows links. Throws LetterError naming the file when it is no regular file, is empty or
  /// larger than `max_bytes`.
  MappedFile(const std::filesystem::path& file, std::size_t max_bytes);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace saihakko
