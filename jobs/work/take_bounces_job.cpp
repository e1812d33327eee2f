#include "jobs/work/take_bounces_job.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/files/inbox.hpp"
#include "core/mail/bounce_report.hpp"
#include "core/service/intake/inbox_intake.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/service/mails/take_bounce.hpp"
#include "core/service/mails/unmatched_bounces.hpp"

namespace saihakko {
namespace {

// A report with the whole returned mail is a few kilobytes; what is larger is read so far.
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::string beginning_of(const std::filesystem::path& file) {
  std::string text;
  read_through(
      file, [&text](std::string_view chunk) { text += chunk.substr(0, kMostBytes - text.size()); });
  return text;
}

/// What the run's line in the log counts.
using Counts = std::map<BounceTaken, std::int64_t>;

/// One file, one report: line 1 is the report, line 2 the end.
class BounceSource : public InboxSource {
 public:
  BounceSource(JobRun& run, Database& database, const Settings& settings, const MasterKey& key,
               const std::filesystem::path& file, Counts& counts)
      : run_(run),
        database_(database),
        settings_(settings),
        key_(key),
        file_(file),
        counts_(counts) {}

  void skip_to_line(std::int64_t line) override { next_line_ = line; }
  std::int64_t next_line() const override { return next_line_; }

  Item take_next(std::vector<InboxError>& errors) override {
    if (next_line_ > 1) return Item::end;
    next_line_ = 2;
    const BounceReport report = read_bounce_report(beginning_of(file_));
    const BounceTaken taken = take_bounce(database_, run_.actor(), key_, report,
                                          settings_.mail.suppress_days, run_.now());
    ++counts_[taken];
    switch (taken) {
      case BounceTaken::bounced:
      case BounceTaken::recorded:
      case BounceTaken::perhaps:
      case BounceTaken::delivered:
      case BounceTaken::automatic:
      case BounceTaken::complaint: return Item::taken;
      case BounceTaken::no_report:
        errors.push_back({1, "", "", "不達の報告として読めません"});
        return Item::malformed;
      case BounceTaken::unknown_mail:
        errors.push_back({1, "Message-ID", "", "ここから送ったメールについての報告ではありません"});
        return Item::malformed;
    }
    return Item::malformed;
  }

 private:
  JobRun& run_;
  Database& database_;
  const Settings& settings_;
  const MasterKey& key_;
  std::filesystem::path file_;
  Counts& counts_;
  std::int64_t next_line_ = 1;
};

/// A mail server that writes `inbox/bounces` must not lead us through a link to files of others.
bool is_folder(const std::filesystem::path& inbox_dir, const std::string& kind) {
  if (kind == "bounces") return std::filesystem::is_directory(inbox_dir / kind);
  return std::filesystem::is_directory(std::filesystem::symlink_status(inbox_dir / kind));
}

/// What was passed over is counted, so that nobody need wonder where a mail went.
void log_counts(JobRun& run, Counts& counts) {
  if (counts.empty()) return;
  run.log().info("bounces_taken", {{"job", run.job()},
                                   {"bounced", counts[BounceTaken::bounced]},
                                   {"recorded", counts[BounceTaken::recorded]},
                                   {"address_only", counts[BounceTaken::perhaps]},
                                   {"delivered", counts[BounceTaken::delivered]},
                                   {"automatic", counts[BounceTaken::automatic]},
                                   {"complaints", counts[BounceTaken::complaint]},
                                   {"no_report", counts[BounceTaken::no_report]},
                                   {"unknown_mail", counts[BounceTaken::unknown_mail]}});
}

}  // namespace

void run_take_bounces(JobRun& run, Database& database, const Settings& settings,
                      const MasterKey& key) {
  Counts counts;
  const OpenInboxSource open = [&](const std::filesystem::path& file, std::int64_t) {
    return std::make_unique<BounceSource>(run, database, settings, key, file, counts);
  };
  // A mail client that looks at the Maildir moves what it has seen from new to cur.
  for (const char* kind : {"bounces", "bounces/new", "bounces/cur"}) {
    if (!is_folder(settings.inbox_dir, kind)) continue;
    take_inbox(run, database, settings.inbox_dir, kind, SeenBefore::ever, open);
  }
  log_counts(run, counts);
  forget_suppressions(database, run.now());
  forget_unmatched_bounces(database, run.now());
}

}  // namespace saihakko
