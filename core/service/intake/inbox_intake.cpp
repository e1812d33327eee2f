#include "core/service/intake/inbox_intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <span>

#include "core/domain/calendar.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/service/intake/errors_csv.hpp"
#include "core/service/intake/fatal_file.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kChunk = 500;
/// A bad item is no work: a whole chunk may have so many more of them.
constexpr std::int64_t kWeightOfItem = 20;
constexpr std::size_t kLongestReportedBytes = 400;
/// Ten times a ledger of every office in Japan. A larger file is damage, or would hold the job up.
constexpr std::uintmax_t kLargestFileBytes = std::uintmax_t{1} << 30;

/// What is kept of a file's errors and of one item's: a person mends what these have in common
/// first.
constexpr std::int64_t kMostErrors = 10'000;
constexpr std::size_t kMostErrorsOfItem = 20;

/// The taking of one file.
class Intake {
 public:
  Intake(JobRun& run, Database& database, std::string_view kind, fs::path path, InboxFile file,
         const OpenInboxSource& open)
      : run_(run),
        database_(database),
        kind_(kind),
        path_(std::move(path)),
        file_(std::move(file)),
        errors_kept_(count_inbox_errors(database, file_.id)),
        open_(open) {}

  InboxSource::Verdict examine() { return reopen(); }

  /// True when the file is wholly taken; false when the run must stop before that.
  bool take_all() {
    while (run_.may_go_on()) {
      if (take_chunk(run_.next_chunk(kChunk))) return true;
    }
    return false;
  }

 private:
  enum class Reached { end, more };

  InboxSource::Verdict reopen() {
    source_.reset();  // the one before must be gone: both would use the same temporary tables
    source_ = open_(path_, file_.id);
    const InboxSource::Verdict verdict = source_->examine();
    if (verdict == InboxSource::Verdict::take) source_->skip_to_line(file_.next_line);
    return verdict;
  }

  /// A chunk in one transaction. When an item throws, the chunk is rolled back and its items are
  /// taken one by one, so that only the one at fault is lost.
  bool take_chunk(std::int64_t items) {
    try {
      return take_in_one_transaction(items) == Reached::end;
    } catch (const std::exception& failure) {
      if (concerns_all_items(failure)) throw;
    }
    reopen();
    for (std::int64_t i = 0; i < items && run_.may_go_on(); ++i) {
      if (take_single()) return true;
    }
    return false;
  }

  bool take_single() {
    try {
      return take_in_one_transaction(1) == Reached::end;
    } catch (const std::exception& failure) {
      run_.failed(fmt::format("{}:{}", path_.filename().string(), file_.next_line), failure);
      InboxFile after = file_;
      after.next_line = source_->next_line();
      ++after.malformed;
      Transaction transaction(database_);
      add_inbox_error(database_, file_.id, {file_.next_line, "", "", "処理できませんでした", ""});
      advance_inbox_file(database_, after);
      if (after.next_line == 0) clear_file_set_aside(database_, kind_, after.id);
      transaction.commit();
      file_ = after;
      return false;
    }
  }

  Reached take_in_one_transaction(std::int64_t items) {
    InboxFile after = file_;
    std::vector<InboxError> errors;
    Reached reached = Reached::more;
    Transaction transaction(database_);
    std::int64_t weight = 0;
    while (weight < items * kWeightOfItem && reached == Reached::more) {
      switch (source_->take_next(errors)) {
        case InboxSource::Item::taken:
          ++after.taken;
          weight += kWeightOfItem;
          break;
        case InboxSource::Item::malformed:
          ++after.malformed;
          weight += items == kChunk ? 1 : kWeightOfItem;
          drop_surplus(errors);
          break;
        case InboxSource::Item::end: reached = Reached::end; break;
      }
    }
    const std::int64_t kept = keep(errors);
    if (reached == Reached::end) source_->end_of_file();
    after.next_line = reached == Reached::end ? 0 : source_->next_line();
    advance_inbox_file(database_, after);
    if (reached == Reached::end) clear_file_set_aside(database_, kind_, after.id);
    transaction.commit();
    run_.done(after.taken - file_.taken);
    run_.malformed(after.malformed - file_.malformed);
    run_.show_progress();
    file_ = after;
    errors_kept_ = kept;
    return reached;
  }

  /// What will not be kept is not held in memory either.
  void drop_surplus(std::vector<InboxError>& errors) const {
    const auto most = static_cast<std::size_t>(kMostErrors - errors_kept_);
    if (errors.size() > most) errors.resize(most);
  }

  /// How many of the file are kept then.
  std::int64_t keep(const std::vector<InboxError>& errors) {
    std::int64_t kept = errors_kept_;
    for (const InboxError& error : errors) {
      if (kept == kMostErrors) break;
      add_inbox_error(database_, file_.id, error);
      ++kept;
    }
    return kept;
  }

  JobRun& run_;
  Database& database_;
  std::string_view kind_;
  fs::path path_;
  InboxFile file_;
  std::int64_t errors_kept_;
  const OpenInboxSource& open_;
  std::unique_ptr<InboxSource> source_;
};

/// A file that cannot be read or has too long a name for its errors file; the disk is well.
bool concerns_one_file(const FileError& failure) {
  return failure.code() == EACCES || failure.code() == ENOENT || failure.code() == ENAMETOOLONG;
}

/// Puts a wholly taken file where it belongs. Its errors stand beside it before it moves, and in
/// the database until it has moved.
void settle(JobRun& run, Database& database, const InboxFolder& folder, const fs::path& path,
            std::int64_t file_id) {
  const std::string day = compact_date(japan_date(Clock::real_now()));
  std::vector<InboxError> errors = inbox_errors_of(database, file_id);
  if (static_cast<std::int64_t>(errors.size()) >= kMostErrors) {
    errors.push_back(
        {errors.back().line, "", "",
         fmt::format("エラーは{}件まで示します。この後の行にもあり得ます。直して置き直して"
                     "ください",
                     kMostErrors),
         ""});
  }
  if (errors.empty()) {
    const fs::path moved = folder.move_to_done(path, day);
    run.log().info("file_taken", {{"job", run.job()}, {"file", moved.string()}});
    return;
  }
  const fs::path moved = folder.move_to_refused(path, day, errors_csv(errors));
  run.log().warn("file_with_errors", {{"job", run.job()},
                                      {"file", moved.string()},
                                      {"errors", static_cast<std::int64_t>(errors.size())}});
  Transaction transaction(database);
  remove_inbox_errors(database, file_id);
  transaction.commit();
}

/// Puts a file that is too large to be read aside, unread.
void refuse_unread(JobRun& run, const InboxFolder& folder, const fs::path& path) {
  const std::string day = compact_date(japan_date(Clock::real_now()));
  const fs::path moved = folder.move_to_refused(
      path, day,
      errors_csv({{1, "", "", "ファイルが大きすぎます(1 GiBまで)。分けて置いてください", ""}}));
  run.malformed(1);
  run.log().warn("file_too_large", {{"job", run.job()}, {"file", moved.string()}});
}

/// Puts a file that a person has to decide about where it waits.
void hold(JobRun& run, const InboxFolder& folder, const fs::path& path, std::int64_t file_id) {
  const fs::path moved = folder.hold(path, file_id);
  run.malformed(1);
  run.log().warn("file_held", {{"job", run.job()}, {"file", moved.string()}});
}

enum class Next { file, end };

/// Takes one file, or holds it.
Next take_file(JobRun& run, Database& database, const InboxFolder& folder, std::string_view kind,
               const fs::path& path, const InboxFile& file, const OpenInboxSource& open) {
  if (file.next_line != 0) {
    Intake intake(run, database, kind, path, file, open);
    switch (intake.examine()) {
      case InboxSource::Verdict::take: break;
      case InboxSource::Verdict::hold: hold(run, folder, path, file.id); return Next::file;
      case InboxSource::Verdict::waits:
        run.log().warn("file_held_already",
                       {{"job", run.job()}, {"file", path.filename().string()}});
        folder.move_to_done(path, compact_date(japan_date(Clock::real_now())));
        return Next::file;
    }
    if (!intake.take_all()) return Next::end;
  }
  settle(run, database, folder, path, file.id);
  return Next::file;
}

bool too_large(const fs::path& file) {
  std::error_code gone;  // then it is told of where it is read
  const std::uintmax_t size = fs::file_size(file, gone);
  return !gone && size > kLargestFileBytes;
}

/// The row under which the file is taken: a new one, or that of a taking that was cut off or has
/// only to be settled.
InboxFile begin_file(JobRun& run, Database& database, std::string_view kind, const fs::path& path,
                     SeenBefore seen_before) {
  std::string sum = file_sha256(path);
  if (seen_before == SeenBefore::ever_by_owner) sum += fmt::format(":{}", file_owner_uid(path));
  Transaction transaction(database);
  auto known = find_inbox_file(database, kind, sum);
  const bool wholly = known && known->next_line == 0;
  if (wholly && seen_before == SeenBefore::latest_only) {
    const auto latest = latest_inbox_file(database, kind);
    if (latest && latest->id != known->id) known.reset();
  }
  // What was set aside may be taken now (a mended ledger): a file dropped again is read anew.
  const bool settled = wholly && known && inbox_errors_of(database, known->id).empty();
  if (settled && known->malformed > 0) known.reset();
  if (!known) {
    const std::string name = path.filename().string();
    known = InboxFile{.id = add_inbox_file(database, kind, sum, name, run.now()), .name = name};
  }
  transaction.commit();
  return *known;
}

/// Takes the file, or sets it aside. Memory that runs out counts as a death of the run.
Next take_or_set_aside(JobRun& run, Database& database, const InboxFolder& folder,
                       std::string_view kind, const fs::path& path, const InboxFile& file,
                       const TakingMark& mark, const OpenInboxSource& open) {
  if (file.next_line != 0 && !mark.begin(file)) {
    set_aside(run, database, folder, kind, path, file);
    mark.end();
    return Next::file;
  }
  try {
    const Next next = take_file(run, database, folder, kind, path, file, open);
    mark.end();
    return next;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    mark.end();
    throw;
  }
}

/// A run that was killed after it moved a file and before its errors were removed never meets the
/// file again.
void forget_settled_errors(Database& database, std::string_view kind) {
  Transaction transaction(database);
  remove_errors_of_taken_files(database, kind);
  transaction.commit();
}

}  // namespace

std::string reported(std::string_view given) {
  const auto pieces = split_utf8(given, kLongestReportedBytes);
  return pieces.empty() ? std::string() : without_control_characters(pieces.front());
}

void add_errors(std::vector<InboxError>& errors, std::int64_t line, const ItemErrors& found) {
  for (const ItemError& error : std::span(found).first(std::min(found.size(), kMostErrorsOfItem))) {
    errors.push_back({line, reported(error.field), reported(error.value), error.reason, ""});
  }
  if (found.size() > kMostErrorsOfItem) {
    errors.push_back({line, "", "", fmt::format("ほか{}件", found.size() - kMostErrorsOfItem), ""});
  }
}

void take_inbox(JobRun& run, Database& database, const fs::path& inbox_dir, std::string_view kind,
                SeenBefore seen_before, const OpenInboxSource& open,
                const std::function<bool(const fs::path&)>& comes_first) {
  const InboxFolder folder(inbox_dir, kind);
  const TakingMark mark(inbox_dir, kind);
  std::vector<fs::path> files = folder.complete_files();
  if (comes_first) std::stable_partition(files.begin(), files.end(), comes_first);
  for (const fs::path& path : files) {
    if (!run.may_go_on()) return;
    try {
      if (too_large(path)) {
        refuse_unread(run, folder, path);
        continue;
      }
      const InboxFile file = begin_file(run, database, kind, path, seen_before);
      if (take_or_set_aside(run, database, folder, kind, path, file, mark, open) == Next::end) {
        return;
      }
    } catch (const FileError& failure) {
      if (!concerns_one_file(failure)) throw;
      run.failed_alone(path.filename().string(), failure);  // the files behind it are taken
    }
  }
  mark.end();  // of a run that was killed when its file had moved
  forget_settled_errors(database, kind);
}

}  // namespace saihakko
