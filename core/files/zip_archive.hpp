#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct zip;
struct zip_file;

namespace saihakko {

/// An archive is damaged, or is none, or asks for more than is given to one. The text is Japanese.
class ZipError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a member may become when it is unpacked. Deflate packs at most 1032 times.
struct UnpackLimits {
  std::uint64_t bytes = std::uint64_t{1} << 30;
  std::uint64_t ratio = 1032;  ///< to its packed length; not looked at below 1 MiB
};

/// A zip archive (PKWARE APPNOTE 4.3) as its central directory tells it, read through libzip.
class ZipArchive {
 public:
  /// `bytes` must outlive the archive. Throws ZipError.
  explicit ZipArchive(std::string_view bytes);
  /// Of an open regular file, through a descriptor of its own that shares the file's place. Throws
  /// ZipError.
  explicit ZipArchive(int descriptor);

  /// The names of its members, in the order of its directory.
  std::vector<std::string> names() const;
  bool has(const std::string& name) const;

  /// A member, unpacked piece by piece.
  class Member {
   public:
    /// Empty at the end. Throws ZipError where it does not unpack, its CRC-32 is not the one
    /// stated, or it goes beyond the limits.
    std::string_view next();

   private:
    friend class ZipArchive;
    struct Close {
      void operator()(zip_file* file) const;
    };
    Member(zip_file* file, std::uint64_t most_bytes);
    std::unique_ptr<zip_file, Close> file_;
    std::uint64_t most_bytes_;
    std::uint64_t bytes_ = 0;
    std::vector<char> piece_;
  };
  /// Throws ZipError where there is none of that name or it is encrypted.
  Member open(const std::string& name, UnpackLimits limits = {}) const;

  /// A member as a whole. Throws ZipError.
  std::string content(const std::string& name, UnpackLimits limits = {}) const;

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };
  std::unique_ptr<zip, Discard> archive_;
};

}  // namespace saihakko
