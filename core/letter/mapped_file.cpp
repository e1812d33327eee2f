#include "core/letter/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/domain/system_error_text.hpp"
#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view why) {
  throw LetterError(fmt::format("{}: ファイルを読めません（{}）", file.string(), why));
}

std::string_view map_open_file(int fd, const std::filesystem::path& file, std::size_t max_bytes) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) refuse(file, system_error_text(errno));
  if (!S_ISREG(status.st_mode)) refuse(file, "通常のファイルではありません");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) refuse(file, "空のファイルです");
  if (size > max_bytes) refuse(file, "大きすぎます");
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED) refuse(file, system_error_text(errno));
  return {static_cast<const char*>(data), size};
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& file, std::size_t max_bytes) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) refuse(file, system_error_text(errno));
  try {
    bytes_ = map_open_file(fd, file, max_bytes);
  } catch (const LetterError&) {
    ::close(fd);
    throw;
  }
  ::close(fd);
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace saihakko
