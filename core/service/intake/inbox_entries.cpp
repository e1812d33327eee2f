#include "core/service/intake/inbox_entries.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "core/files/durable_file.hpp"
#include "core/service/intake/refused_rows.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using enum InboxStanding;

constexpr std::int64_t kNanosecondsPerMs = 1'000'000;
constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::string_view kTakingMark = ".taking";  // of fatal_file.hpp

/// Where the program itself puts files.
bool is_of_the_program(const std::string& folder) {
  return folder == "done" || folder == "refused" || folder == "held";
}

/// The parts of a Maildir.
bool is_of_maildir(const std::string& kind, const std::string& name) {
  return kind == "bounces" && (name == "new" || name == "cur" || name == "tmp");
}

struct Found {
  bool regular = false;
  bool link = false;
  bool directory = false;
  Instant changed_at;
};

std::optional<Found> look_at(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;  // taken just now
  return Found{S_ISREG(status.st_mode),
               S_ISLNK(status.st_mode),
               S_ISDIR(status.st_mode),
               {status.st_mtim.tv_sec * kMsPerSecond + status.st_mtim.tv_nsec / kNanosecondsPerMs}};
}

class Look {
 public:
  Look(Database& database, const fs::path& inbox, Instant now)
      : database_(database), inbox_(inbox), now_(now) {}

  void into_inbox() {
    for (const std::string& name : names_in(inbox_)) {
      const auto found = look_at(inbox_ / name);
      if (!found) continue;
      const bool known = std::ranges::find(inbox_kinds(), name) != inbox_kinds().end();
      if (known && (found->directory || found->link)) {
        into_folder(name, name);
      } else if (is_of_the_program(name)) {
        if (name == "held") into_held();
      } else if (found->directory) {
        everything_in(name);
      } else {
        add(found->link ? link : wrong_place, "", name, *found);
      }
    }
  }

  std::vector<InboxEntry> take() { return std::move(entries_); }

 private:
  /// `folder` is the kind, or the part of its Maildir.
  void into_folder(const std::string& kind, const std::string& folder) {
    for (const std::string& name : names_in(inbox_ / folder)) {
      const auto found = look_at(inbox_ / folder / name);
      if (!found || name == kTakingMark) continue;
      if (found->directory && is_of_maildir(folder, name)) {
        if (name != "tmp") into_folder(kind, folder + "/" + name);
        continue;
      }
      add(standing_of(kind, name, *found), folder, name, *found);
    }
  }

  InboxStanding standing_of(const std::string& kind, const std::string& name,
                            const Found& found) const {
    if (found.link) return link;
    if (!found.regular) return wrong_place;
    if (name.starts_with('.') || name.starts_with("~$") || name.ends_with(".part")) {
      return found.changed_at.plus_ms(kDayMs) < now_ ? abandoned : writing;
    }
    return is_being_taken(database_, kind, name) ? taking : waiting;
  }

  void everything_in(const std::string& folder) {
    for (const std::string& name : names_in(inbox_ / folder)) {
      if (const auto found = look_at(inbox_ / folder / name)) {
        add(wrong_place, folder, name, *found);
      }
    }
  }

  void into_held() {
    for (const std::string& kind : names_in(inbox_ / "held")) {
      for (const std::string& id : names_in(inbox_ / "held" / kind)) {
        for (const std::string& name : names_in(inbox_ / "held" / kind / id)) {
          if (const auto found = look_at(inbox_ / "held" / kind / id / name)) {
            add(held, kind, name, *found);
          }
        }
      }
    }
  }

  void add(InboxStanding standing, const std::string& kind, const std::string& name,
           const Found& found) {
    entries_.push_back(
        {.standing = standing, .kind = kind, .file = name, .since = found.changed_at});
  }

  static std::vector<std::string> names_in(const fs::path& folder) {
    try {
      return directory_names(folder);
    } catch (const FileError&) {
      return {};  // not for this person to read, or no folder
    }
  }

  Database& database_;
  fs::path inbox_;
  Instant now_;
  std::vector<InboxEntry> entries_;
};

/// The rows that are open, by kind and name; of several files of one name, those of the newest.
std::map<std::pair<std::string, Instant>, std::int64_t> open_rows(Database& database,
                                                                  const Settings& settings) {
  std::map<std::pair<std::string, Instant>, std::int64_t> rows;
  for (const RefusedFile& file : refused_files(database, settings)) {
    rows.try_emplace({file.kind + "/" + file.dropped_as, file.since}, file.open_rows());
  }
  return rows;
}

}  // namespace

std::string_view to_text(InboxStanding standing) {
  switch (standing) {
    case waiting: return "waiting";
    case taking: return "taking";
    case writing: return "writing";
    case abandoned: return "abandoned";
    case link: return "link";
    case wrong_place: return "wrong_place";
    case held: return "held";
    case taken: return "taken";
    case refused: return "refused";
  }
  return {};
}

std::string_view japanese(InboxStanding standing) {
  switch (standing) {
    case waiting: return "取込待ち";
    case taking: return "取込の途中";
    case writing: return "書きかけ";
    case abandoned: return "だれも読まない(1日より古い書きかけ)";
    case link: return "だれも読まない(リンク)";
    case wrong_place: return "だれも読まない(場所が違う)";
    case held: return "保留";
    case taken: return "取込済";
    case refused: return "不備あり";
  }
  return {};
}

std::vector<InboxEntry> inbox_entries(Database& database, const Settings& settings,
                                      std::int64_t most, Instant now) {
  Look look(database, settings.inbox_dir, now);
  look.into_inbox();
  std::vector<InboxEntry> entries = look.take();
  const auto open = open_rows(database, settings);
  for (const TakenFile& file : newest_taken_files(database, most)) {
    const auto rows = open.find({file.kind + "/" + file.file.name, file.file.started_at});
    entries.push_back({.standing = file.file.malformed > 0 ? refused : taken,
                       .kind = file.kind,
                       .file = file.file.name,
                       .since = file.file.started_at,
                       .taken = file.file.taken,
                       .refused = file.file.malformed,
                       .open_rows = rows == open.end() ? 0 : rows->second});
  }
  return entries;
}

}  // namespace saihakko
