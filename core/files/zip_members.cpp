#include "core/files/zip_members.hpp"

#include <libdeflate.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace saihakko {
namespace {

constexpr std::string_view kDirectoryEnd("PK\x05\x06", 4);
constexpr std::string_view kDirectoryEntry("PK\x01\x02", 4);
constexpr std::string_view kLocalHeader("PK\x03\x04", 4);
constexpr std::size_t kDirectoryEndBytes = 22;
constexpr std::size_t kDirectoryEntryBytes = 46;
constexpr std::size_t kLocalHeaderBytes = 30;
constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // of one member

[[noreturn]] void fail() {
  throw std::runtime_error("the archive is damaged");
}

/// A record of the archive; its numbers are little-endian at fixed places.
class Record {
 public:
  Record(std::string_view archive, std::size_t at, std::string_view mark, std::size_t bytes) {
    if (at > archive.size() || archive.size() - at < bytes) fail();
    bytes_ = archive.substr(at);
    if (!bytes_.starts_with(mark)) fail();
  }

  std::size_t number(std::size_t at, std::size_t bytes) const {
    std::size_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
    }
    return value;
  }

  std::string_view part(std::size_t at, std::size_t bytes) const {
    if (at > bytes_.size() || bytes_.size() - at < bytes) fail();
    return bytes_.substr(at, bytes);
  }

 private:
  std::string_view bytes_;
};

std::string unpacked(std::string_view packed, std::size_t method, std::size_t bytes) {
  if (method == 0) return std::string(packed);
  if (method != 8 || bytes > kMostBytes) fail();
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
      decompressor(libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  std::string content(bytes, '\0');
  const auto result = libdeflate_deflate_decompress(decompressor.get(), packed.data(),
                                                    packed.size(), content.data(), bytes, nullptr);
  if (result != LIBDEFLATE_SUCCESS) fail();
  return content;
}

ZipMember member_of(std::string_view archive, const Record& entry) {
  const Record local(archive, entry.number(42, 4), kLocalHeader, kLocalHeaderBytes);
  const std::size_t content_at = kLocalHeaderBytes + local.number(26, 2) + local.number(28, 2);
  ZipMember member{std::string(entry.part(kDirectoryEntryBytes, entry.number(28, 2))),
                   unpacked(local.part(content_at, entry.number(20, 4)), entry.number(10, 2),
                            entry.number(24, 4))};
  if (libdeflate_crc32(0, member.content.data(), member.content.size()) != entry.number(16, 4)) {
    fail();
  }
  return member;
}

}  // namespace

std::vector<ZipMember> zip_members(std::string_view archive) {
  const std::size_t end_at = archive.rfind(kDirectoryEnd);
  if (end_at == std::string_view::npos) fail();
  const Record end(archive, end_at, kDirectoryEnd, kDirectoryEndBytes);
  std::size_t at = end.number(16, 4);
  std::vector<ZipMember> members;
  for (std::size_t count = end.number(10, 2); count > 0; --count) {
    const Record entry(archive, at, kDirectoryEntry, kDirectoryEntryBytes);
    members.push_back(member_of(archive, entry));
    at += kDirectoryEntryBytes + entry.number(28, 2) + entry.number(30, 2) + entry.number(32, 2);
  }
  return members;
}

}  // namespace saihakko
