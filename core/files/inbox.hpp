#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// How a file came to its new place.
enum class Moved { renamed, copied };

/// One folder of the inbox: `inbox/KIND` (contract, section 4). Whoever may read it may read what
/// becomes of its files: `done/{day}` and `refused/{day}` follow the group of `done` and `refused`,
/// the KIND below them follows that of `inbox/KIND`.
class InboxFolder {
 public:
  InboxFolder(std::filesystem::path inbox_dir, std::string_view kind);

  /// Moves a hidden file of its own out of the folder as the others will be moved, and removes it.
  /// Throws FileError.
  Moved try_moving() const;

  /// The complete files in name order: regular files, never links, not hidden, not `*.part`
  /// and not `~$*`, which Excel keeps beside a workbook that is open.
  std::vector<std::filesystem::path> complete_files() const;

  /// Moves a file that was taken without a fault to `done/{day}/KIND/`; a taken name gets a suffix.
  /// Returns its new path.
  std::filesystem::path move_to_done(const std::filesystem::path& file, std::string_view day) const;

  /// Moves a file that waits for a person's decision to `held/KIND/ID/`, keeping its name.
  std::filesystem::path hold(const std::filesystem::path& file, std::int64_t id) const;

  /// A held file and the number that it is held under.
  struct Held {
    std::int64_t id = 0;
    std::filesystem::path file;
  };
  /// All of the kind, by number; regular files, never links.
  std::vector<Held> held_files() const;

  /// Puts a held file back into the inbox; a taken name gets a suffix. Returns its new path.
  std::filesystem::path release(const std::filesystem::path& held) const;

  /// Moves it to `refused/{day}/KIND/` with `NAME.errors.csv` beside it; the errors stand there
  /// first, so that a kill between the two loses nothing.
  std::filesystem::path move_to_refused(const std::filesystem::path& file, std::string_view day,
                                        std::string_view errors_csv) const;

 private:
  std::filesystem::path settled_folder(std::string_view outcome, std::string_view day) const;

  std::filesystem::path inbox_dir_;
  std::string kind_;
};

/// Moves a file; never replaces. Where the two places are on different file systems it is copied,
/// and it goes once the copy is safe; a kill may leave both. Throws FileError; then it lies where
/// it was, and nothing else does.
Moved move_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// The owner of a file: who acts through it. Throws FileError; a link is not followed.
std::int64_t file_owner_uid(const std::filesystem::path& file);

/// Reads a regular file from its first byte to its last, a bounded chunk at a time. Throws
/// FileError.
void read_through(const std::filesystem::path& file,
                  const std::function<void(std::string_view chunk)>& take);

/// SHA-256 of a regular file's content. Throws FileError.
std::string file_sha256(const std::filesystem::path& file);

}  // namespace saihakko
