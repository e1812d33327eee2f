#pragma once

#include <sys/types.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The operating system refused a file operation. what() names the operation, the path and the
/// cause in words; code() is the errno.
class FileError : public std::runtime_error {
 public:
  FileError(std::string_view operation, const std::filesystem::path& path, int code);
  int code() const { return code_; }
  /// True for a full disk or quota (ENOSPC, EDQUOT): exit code 74, or 73 where a file could not
  /// even be created.
  bool no_space() const;
  /// True when the operation was the making of a new file or directory.
  bool creating() const { return creating_; }

 private:
  int code_;
  bool creating_;
};

/// Every write, sync, rename, link and removal that the program does goes through the functions
/// below; each throws FileError. None follows a link at the last part of its path.

/// Makes the directory; an existing one is left as it is. `mode` is taken whole, whatever the
/// umask; the set-group-ID bit of the parent is kept. The parent is synced.
void make_directory(const std::filesystem::path& directory, mode_t mode);

/// make_directory for every missing part of the path.
void make_directories(const std::filesystem::path& directory, mode_t mode);

/// Makes the directory in `model`'s image, or brings one that is there into line: its group, its
/// set-group-ID bit and who may read and search it, but nobody except the owner may write there.
/// The parent is synced. Where the process may not give the directory to that group, it keeps its
/// own.
void make_directory_like(const std::filesystem::path& directory,
                         const std::filesystem::path& model);

/// Creates `path` (must not exist) with all of `content`, synced. The directory is not synced.
void write_new_file(const std::filesystem::path& path, std::string_view content, mode_t mode);

/// Creates `to` (must not exist) with the bytes of the regular file `from`, synced. The directory
/// is not synced.
void copy_new_file(const std::filesystem::path& from, const std::filesystem::path& to, mode_t mode);

/// Adds a line to the end of a file, making it where it is missing, by one write: lines of several
/// processes do not mix. Not synced.
void append_to_file(const std::filesystem::path& path, std::string_view line, mode_t mode);

/// Gives a file a second name (must not exist). The directory is not synced.
void link_file(const std::filesystem::path& file, const std::filesystem::path& name);

/// Puts `content` in the place of `path` at one instant: a new file beside it, synced, renamed
/// over it, the directory synced. For one writer at a time: the new file has the same hidden name
/// each time, so that the next one clears away what a killed one left.
void replace_file(const std::filesystem::path& path, std::string_view content, mode_t mode);

/// Renames without ever replacing (RENAME_NOREPLACE); throws with EEXIST when `to` is taken.
/// Neither directory is synced.
void rename_no_replace(const std::filesystem::path& from, const std::filesystem::path& to);

void sync_directory(const std::filesystem::path& directory);

/// Removes a file; a missing one is as good.
void remove_file(const std::filesystem::path& path);

/// Removes a directory and the plain files in it; a missing one is as good.
void remove_flat_directory(const std::filesystem::path& directory);

/// Removes a directory in which nothing is; any other one stays, and a missing one is as good.
void remove_empty_directory(const std::filesystem::path& directory);

/// The whole of a regular file of at most `max_bytes`; throws FileError (EFBIG) for a larger one
/// and (ELOOP) for a link.
std::string read_file(const std::filesystem::path& path, std::size_t max_bytes);

/// The names in a directory, sorted by bytes; empty when there is none.
std::vector<std::string> directory_names(const std::filesystem::path& directory);

}  // namespace saihakko
