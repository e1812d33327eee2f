#include "jobs/work/take_bounces_job.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/files/inbox.hpp"
#include "core/mail/bounce_report.hpp"
#include "core/mail/mail_file.hpp"
#include "core/service/intake/inbox_intake.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/service/mails/take_bounce.hpp"
#include "core/service/mails/unmatched_bounces.hpp"

namespace saihakko {
namespace {

// A report with the whole returned mail is a few kilobytes; what is larger is read so far.
constexpr std::size_t kMostMailBytes = std::size_t{1} << 20;
// Of many mails in one file nothing may stay unread: what is larger is refused.
constexpr std::size_t kMostFileBytes = std::size_t{16} << 20;
constexpr std::size_t kMostMails = 10'000;
constexpr const char* kTooManyMails =
    "1つのファイルにまとめたメールが多すぎます(16 MiB、10000通まで)。分けて置いてください";
constexpr const char* kSeveralNotices =
    "いくつかのメールについての報告が、1通にまとまっています。報告を1通ずつのファイルに分けて置いて"
    "ください";

/// What the run's line in the log counts.
using Counts = std::map<BounceTaken, std::int64_t>;

/// The reports of one file, counted from 1 as lines are.
class BounceSource : public InboxSource {
 public:
  BounceSource(JobRun& run, Database& database, const Settings& settings, const MasterKey& key,
               const std::filesystem::path& file, Counts& counts)
      : run_(run), database_(database), settings_(settings), key_(key), counts_(counts) {
    read_through(file, [this](std::string_view chunk) {
      const std::size_t room = kMostFileBytes - text_.size();
      cut_off_ = cut_off_ || chunk.size() > room;
      text_ += chunk.substr(0, room);
    });
    mails_ = mails_in_file(text_);
  }

  void skip_to_line(std::int64_t line) override {
    while (next_line_ < line && next_report()) {
    }
  }
  std::int64_t next_line() const override { return next_line_; }

  Item take_next(std::vector<InboxError>& errors) override {
    const std::int64_t line = next_line_;
    if (mails_.size() > kMostMails || (cut_off_ && mails_.size() > 1)) {
      mails_.clear();
      return refuse(errors, {1, "", "", kTooManyMails, ""});
    }
    const auto report = next_report();
    if (!report) return Item::end;
    const BounceTaken taken = take_bounce(database_, run_.actor(), key_, *report,
                                          settings_.mail.suppress_days, run_.now());
    ++counts_[taken];
    switch (taken) {
      case BounceTaken::bounced:
      case BounceTaken::recorded:
      case BounceTaken::perhaps:
      case BounceTaken::perhaps_late:
      case BounceTaken::delivered:
      case BounceTaken::automatic:
      case BounceTaken::complaint: return Item::taken;
      case BounceTaken::several:
        return refuse(errors, {line, "Message-ID", "", kSeveralNotices, ""});
      case BounceTaken::no_report:
        return refuse(errors, {line, "", "", "不達の報告として読めません", ""});
      case BounceTaken::unknown_mail:
        return refuse(errors, {line, "Message-ID", "",
                               "ここから送ったメールについての報告ではありません", ""});
    }
    return Item::malformed;
  }

 private:
  std::optional<BounceReport> next_report() {
    while (next_of_mail_ == reports_.size()) {
      if (next_mail_ == mails_.size()) return std::nullopt;
      reports_ = read_bounce_reports(mails_[next_mail_++].substr(0, kMostMailBytes));
      next_of_mail_ = 0;
    }
    ++next_line_;
    return std::move(reports_[next_of_mail_++]);
  }

  static Item refuse(std::vector<InboxError>& errors, InboxError error) {
    errors.push_back(std::move(error));
    return Item::malformed;
  }

  JobRun& run_;
  Database& database_;
  const Settings& settings_;
  const MasterKey& key_;
  Counts& counts_;
  std::string text_;
  bool cut_off_ = false;
  std::vector<std::string_view> mails_;  ///< of text_
  std::size_t next_mail_ = 0;
  std::vector<BounceReport> reports_;  ///< of the mail before
  std::size_t next_of_mail_ = 0;
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
                                   {"address_delayed", counts[BounceTaken::perhaps_late]},
                                   {"several", counts[BounceTaken::several]},
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
