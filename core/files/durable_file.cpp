#include "core/files/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "core/domain/system_error_text.hpp"
#include "core/faults/fault_point.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCreate = "create";

/// What the system says, with a remedy where only a file of ours can be meant.
std::string reason_of(std::string_view operation, int code) {
  if (code == ELOOP)
    return "シンボリックリンクです。リンクではなく、ファイルそのものを置いてください (ELOOP)";
  if (code == EISDIR || (code == EINVAL && operation == "open")) {
    return "ファイルではありません(ディレクトリなど)。取り除くか、ファイルを置いてください";
  }
  return system_error_text(code, operation);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  /// close() can be the call that reports a lost write (NFS, quota): its result counts.
  int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

[[noreturn]] void fail(std::string_view operation, const fs::path& path) {
  throw FileError(operation, path, errno);
}

/// Where a test may kill the process or make the operation fail.
void pass_fault_point(const char* operation, const fs::path& path) {
  faults::kill_point(operation);
  errno = faults::injected_error(operation);
  if (errno != 0) fail(operation, path);
}

void write_all(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

fs::path parent_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

}  // namespace

FileError::FileError(std::string_view operation, const fs::path& path, int code)
    : std::runtime_error(fmt::format("{}: {}", path.string(), reason_of(operation, code))),
      code_(code),
      creating_(operation == kCreate) {}

bool FileError::no_space() const {
  return code_ == ENOSPC || code_ == EDQUOT;
}

void make_directory(const fs::path& directory, mode_t mode) {
  if (fs::is_directory(directory)) return;
  pass_fault_point(kCreate, directory);
  if (::mkdir(directory.c_str(), mode) != 0) {
    struct stat status {};
    if (errno == EEXIST && ::stat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
      return;
    }
    fail(kCreate, directory);
  }
  struct stat parent {};
  if (::stat(parent_of(directory).c_str(), &parent) != 0) fail("stat", parent_of(directory));
  if (::chmod(directory.c_str(), mode | (parent.st_mode & S_ISGID)) != 0) fail("chmod", directory);
  sync_directory(parent_of(directory));
}

void make_directories(const fs::path& directory, mode_t mode) {
  if (directory.empty() || fs::is_directory(directory)) return;
  make_directories(directory.parent_path(), mode);
  make_directory(directory, mode);
}

void make_directory_like(const fs::path& directory, const fs::path& model) {
  constexpr mode_t kTaken = S_ISGID | S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH;
  struct stat wanted {};
  if (::stat(model.c_str(), &wanted) != 0) fail("stat", model);
  const mode_t mode = wanted.st_mode & kTaken;
  make_directory(directory, mode);
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) fail("stat", directory);
  const bool same_group = status.st_gid == wanted.st_gid;
  if (same_group && (status.st_mode & 07777) == mode) return;
  if (!same_group && ::chown(directory.c_str(), static_cast<uid_t>(-1), wanted.st_gid) != 0) {
    if (errno != EPERM) fail("chown", directory);
  }
  if (::chmod(directory.c_str(), mode) != 0 && errno != EPERM) fail("chmod", directory);
}

void write_new_file(const fs::path& path, std::string_view content, mode_t mode) {
  pass_fault_point(kCreate, path);
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0) fail(kCreate, path);
  if (::fchmod(file.get(), mode) != 0) fail("chmod", path);
  faults::kill_point("write");
  if (const int error = faults::injected_error("write")) {
    write_all(file.get(), content.substr(0, content.size() / 2), path);  // as a full disk does
    throw FileError("write", path, error);
  }
  write_all(file.get(), content, path);
  pass_fault_point("sync", path);
  if (::fsync(file.get()) != 0) fail("sync", path);
  if (file.close() != 0) fail("close", path);
}

void copy_new_file(const fs::path& from, const fs::path& to, mode_t mode) {
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (source.get() < 0) fail("open", from);
  struct stat status {};
  if (::fstat(source.get(), &status) != 0) fail("stat", from);
  if (!S_ISREG(status.st_mode)) throw FileError("open", from, EINVAL);
  pass_fault_point(kCreate, to);
  Descriptor file(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0) fail(kCreate, to);
  if (::fchmod(file.get(), mode) != 0) fail("chmod", to);
  pass_fault_point("write", to);
  std::array<char, 1 << 16> chunk{};
  ssize_t got = 0;
  while ((got = ::read(source.get(), chunk.data(), chunk.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", from);
    write_all(file.get(), {chunk.data(), static_cast<std::size_t>(got)}, to);
  }
  pass_fault_point("sync", to);
  if (::fsync(file.get()) != 0) fail("sync", to);
  if (file.close() != 0) fail("close", to);
}

void append_to_file(const fs::path& path, std::string_view line, mode_t mode) {
  pass_fault_point("write", path);
  Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0) fail(kCreate, path);
  write_all(file.get(), line, path);
  if (file.close() != 0) fail("close", path);
}

void link_file(const fs::path& file, const fs::path& name) {
  pass_fault_point(kCreate, name);
  if (::link(file.c_str(), name.c_str()) != 0) fail(kCreate, name);
}

void replace_file(const fs::path& path, std::string_view content, mode_t mode) {
  const fs::path beside = parent_of(path) / fmt::format(".{}.new", path.filename().string());
  remove_file(beside);
  write_new_file(beside, content, mode);
  pass_fault_point("rename", path);
  if (::rename(beside.c_str(), path.c_str()) != 0) fail("rename", path);
  sync_directory(parent_of(path));
}

void rename_no_replace(const fs::path& from, const fs::path& to) {
  pass_fault_point("rename", to);
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    fail("rename", to);
  }
}

void sync_directory(const fs::path& directory) {
  pass_fault_point("sync", directory);
  const Descriptor file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0) fail("open", directory);
  if (::fsync(file.get()) != 0) fail("sync", directory);
}

void remove_file(const fs::path& path) {
  pass_fault_point("remove", path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("remove", path);
}

void remove_flat_directory(const fs::path& directory) {
  for (const std::string& name : directory_names(directory))
    remove_file(directory / name);
  pass_fault_point("remove", directory);
  if (::rmdir(directory.c_str()) != 0 && errno != ENOENT) fail("remove", directory);
}

void remove_empty_directory(const fs::path& directory) {
  pass_fault_point("remove", directory);
  if (::rmdir(directory.c_str()) == 0 || errno == ENOENT) return;
  if (errno != ENOTEMPTY && errno != EEXIST) fail("remove", directory);
}

std::string read_file(const fs::path& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) fail("open", path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("stat", path);
  if (!S_ISREG(status.st_mode)) throw FileError("open", path, EINVAL);
  if (static_cast<std::size_t>(status.st_size) > max_bytes) throw FileError("read", path, EFBIG);
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t got = 0;
  while (got < content.size()) {
    const ssize_t n = ::read(file.get(), content.data() + got, content.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read", path);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  content.resize(got);
  return content;
}

std::vector<std::string> directory_names(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error && error.value() != ENOENT) throw FileError("list", directory, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace saihakko
