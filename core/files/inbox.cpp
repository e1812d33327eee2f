#include "core/files/inbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "core/domain/sha256.hpp"
#include "core/files/durable_file.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0750;
constexpr mode_t kErrorsMode = 0640;
constexpr mode_t kCopiedMode = 0644;

bool is_regular(const fs::path& file) {
  struct stat status {};
  return ::lstat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

/// `NAME`, or `NAME.2`, `NAME.3` … when that is taken by a file or by its errors.
std::string free_name(const fs::path& folder, const std::string& name) {
  std::string candidate = name;
  for (int n = 2; fs::exists(fs::symlink_status(folder / candidate)); ++n) {
    candidate = fmt::format("{}.{}", name, n);
  }
  return candidate;
}

/// Whoever may read the file may read the copy, as far as the group of its new folder goes.
void copy_and_remove(const fs::path& from, const fs::path& to) {
  struct stat status {};
  if (::lstat(from.c_str(), &status) != 0) throw FileError("stat", from, errno);
  const fs::path part = to.parent_path() / fmt::format(".{}.copy", to.filename().string());
  remove_file(part);
  try {
    copy_new_file(from, part, status.st_mode & kCopiedMode);
    rename_no_replace(part, to);
  } catch (const FileError&) {
    ::unlink(part.c_str());
    throw;
  }
  sync_directory(to.parent_path());
  try {
    remove_file(from);
  } catch (const FileError&) {
    remove_file(to);  // else each run would make one more
    throw;
  }
}

}  // namespace

Moved move_file(const fs::path& from, const fs::path& to) {
  Moved moved = Moved::renamed;
  try {
    rename_no_replace(from, to);
  } catch (const FileError& failure) {
    if (failure.code() != EXDEV) throw;
    copy_and_remove(from, to);
    moved = Moved::copied;
  }
  sync_directory(to.parent_path());
  sync_directory(from.parent_path());
  return moved;
}

InboxFolder::InboxFolder(fs::path inbox_dir, std::string_view kind)
    : inbox_dir_(std::move(inbox_dir)), kind_(kind) {}

std::vector<fs::path> InboxFolder::complete_files() const {
  std::vector<fs::path> files;
  for (const std::string& name : directory_names(inbox_dir_ / kind_)) {
    const fs::path file = inbox_dir_ / kind_ / name;
    if (name.starts_with('.') || name.starts_with("~$") || name.ends_with(".part") ||
        !is_regular(file)) {
      continue;
    }
    files.push_back(file);
  }
  return files;
}

Moved InboxFolder::try_moving() const {
  const fs::path name = fmt::format(".check-{}", kind_);
  const fs::path from = inbox_dir_ / kind_ / name;
  const fs::path to = inbox_dir_ / name;
  remove_file(from);
  remove_file(to);
  write_new_file(from, "", kErrorsMode);
  Moved moved = Moved::renamed;
  try {
    moved = move_file(from, to);
  } catch (const FileError&) {
    ::unlink(from.c_str());
    throw;
  }
  remove_file(to);
  return moved;
}

fs::path InboxFolder::settled_folder(std::string_view outcome, std::string_view day) const {
  make_directories(inbox_dir_ / outcome, kFolderMode);
  make_directory_like(inbox_dir_ / outcome / day, inbox_dir_ / outcome);
  fs::path folder = inbox_dir_ / outcome / day;
  fs::path model = inbox_dir_;
  for (const fs::path& part : fs::path(kind_)) {  // a Maildir's kind has two: bounces/new
    folder /= part;
    model /= part;
    make_directory_like(folder, model);
  }
  return folder;
}

fs::path InboxFolder::move_to_done(const fs::path& file, std::string_view day) const {
  const fs::path folder = settled_folder("done", day);
  const fs::path target = folder / free_name(folder, file.filename().string());
  move_file(file, target);
  return target;
}

fs::path InboxFolder::hold(const fs::path& file, std::int64_t id) const {
  make_directories(inbox_dir_ / "held", kFolderMode);
  make_directory_like(inbox_dir_ / "held" / kind_, inbox_dir_ / kind_);
  const fs::path folder = inbox_dir_ / "held" / kind_ / std::to_string(id);
  make_directory_like(folder, inbox_dir_ / kind_);
  const fs::path target = folder / free_name(folder, file.filename().string());
  move_file(file, target);
  return target;
}

std::vector<InboxFolder::Held> InboxFolder::held_files() const {
  std::vector<Held> held;
  const fs::path all = inbox_dir_ / "held" / kind_;
  for (const std::string& number : directory_names(all)) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
    if (error != std::errc() || end != number.data() + number.size()) continue;
    for (const std::string& name : directory_names(all / number)) {
      if (is_regular(all / number / name)) held.push_back({id, all / number / name});
    }
  }
  std::ranges::stable_sort(held, {}, &Held::id);
  return held;
}

fs::path InboxFolder::release(const fs::path& held) const {
  const fs::path folder = inbox_dir_ / kind_;
  const fs::path target = folder / free_name(folder, held.filename().string());
  move_file(held, target);
  remove_empty_directory(held.parent_path());
  return target;
}

fs::path InboxFolder::move_to_refused(const fs::path& file, std::string_view day,
                                      std::string_view errors_csv) const {
  const fs::path folder = settled_folder("refused", day);
  const std::string name = free_name(folder, file.filename().string());
  replace_file(folder / (name + ".errors.csv"), errors_csv, kErrorsMode);
  move_file(file, folder / name);
  return folder / name;
}

std::int64_t file_owner_uid(const fs::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) throw FileError("stat", file, errno);
  return status.st_uid;
}

void read_through(const fs::path& file, const std::function<void(std::string_view)>& take) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) throw FileError("open", file, errno);
  std::array<char, 1 << 16> chunk{};
  ssize_t got = 0;
  while ((got = ::read(fd, chunk.data(), chunk.size())) > 0 || (got < 0 && errno == EINTR)) {
    if (got > 0) take({chunk.data(), static_cast<std::size_t>(got)});
  }
  const int failure = got < 0 ? errno : 0;
  ::close(fd);
  if (failure != 0) throw FileError("read", file, failure);
}

std::string file_sha256(const fs::path& file) {
  Sha256 sum;
  read_through(file, [&sum](std::string_view chunk) { sum.add(chunk); });
  return sum.hex();
}

}  // namespace saihakko
