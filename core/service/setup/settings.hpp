#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/domain/code_rules.hpp"
#include "core/domain/guess_rules.hpp"
#include "core/domain/ledger_change.hpp"
#include "core/domain/mail_address.hpp"
#include "core/domain/password_policy.hpp"
#include "core/files/text_encoding.hpp"
#include "core/letter/inserter_mark.hpp"
#include "core/mail/smtp_settings.hpp"
#include "core/ping/http_ping.hpp"

namespace saihakko {

/// The settings of a union, `union.NN.*` over `union.default.*`.
struct UnionSettings {
  bool operator==(const UnionSettings&) const = default;

  std::string letter_title = "電子請求ログイン情報再発行通知書";
  std::vector<std::string> letter_contact;  ///< lines below the union's name
  std::string honorific = "殿";
  std::string letter_template = "default.toml";  ///< a file of templates/letter
  std::optional<std::string> reply_to;           ///< of the mails about this union's affairs
  std::string return_envelope;     ///< where to send one, on one line; empty: not wanted
  int envelope_reminder_days = 5;  ///< working days of waiting for it; 0: no reminder
  int envelope_lapse_days = 20;    ///< working days until the application is over; 0: never
  InserterMarks inserter_marks = InserterMarks::none;
  bool customer_barcode = true;  ///< カスタマバーコード below the address
  /// Of the print room (PEM): only the holder of its key can open the letters' PDFs. Empty: they
  /// are handed over in clear.
  std::filesystem::path recipient_certificate;
};

struct LetterSettings {
  bool operator==(const LetterSettings&) const = default;

  std::size_t batch_size = 500;    ///< letters in one PDF
  std::size_t batch_limit = 2000;  ///< letters in one batch
  int valid_days = 45;             ///< life of a temporary password
  int password_length = 10;
  FirstYear era_first_year = FirstYear::number;
  int collect_within_days = 1;  ///< working days from the seal to the collection
  int post_within_days = 2;     ///< working days from the collection to the post
};

enum class MailWay { maildir, smtp };

struct MailSettings {
  bool operator==(const MailSettings&) const = default;

  MailWay way = MailWay::maildir;
  std::filesystem::path maildir;
  SmtpSettings smtp;  ///< without the password, which is in `password_file`
  std::filesystem::path password_file;
  std::string from = "saihakko@localhost";
  std::optional<std::string> from_name;
  std::optional<std::string> reply_to;          ///< a union's own wins over it
  std::optional<std::string> redirect_to;       ///< who gets every mail, in rehearsals
  MailDomains domains = MailDomains::with_dot;  ///< of the addresses that are taken in
  int sessions = 4;                             ///< with the relay at the same time
  int sessions_per_domain = 2;     ///< of these, with mail to one recipient domain; 0: all
  int per_minute_of_domain = 120;  ///< mails to one recipient domain; 0: no limit
  int warnings_per_day = 10;       ///< to a registered address; one mail sums the others up
  int suppress_days = 14;          ///< no notices go to an address that bounced for good
};

struct ReviewSettings {
  bool operator==(const ReviewSettings&) const = default;

  int approvals = 1;            ///< persons who have to approve, 1 or 2
  int undo_minutes = 0;         ///< that an approval waits before its letter and its warning
  int mail_days = 4;            ///< working days from an approval until the letter is there
  int recent_change_days = 30;  ///< for so long a change by the ledger is a finding
  TextEncoding csv_encoding = TextEncoding::utf8;  ///< of the worksheet
};

/// When a ledger is held instead of taken: by the offices of a union that it changes (closed ones
/// and lost fields among them), and by those that it no longer names.
struct LedgerSettings {
  bool operator==(const LedgerSettings&) const = default;

  HoldLimit hold_changed;
  HoldLimit hold_missing;
};

/// For how many days what is over is kept (purge).
struct RetentionSettings {
  bool operator==(const RetentionSettings&) const = default;

  int codes_days = 7;           ///< ended codes and tickets, forms that were never handed in
  int mails_days = 30;          ///< recipients and fields of settled notices
  int posted_letters_days = 7;  ///< a batch's files, once all of it is posted
  int letters_days = 30;        ///< a batch's files, whatever became of it
  int applications_days = 400;  ///< personal data of closed applications
  int inbox_days = 30;          ///< files in inbox/done and inbox/refused
  int worksheets_days = 30;     ///< files in {state.dir}/review
  int runs_days = 400;
  int ledger_history_days = 400;  ///< what offices were before ledgers changed them
};

struct BackupSettings {
  bool operator==(const BackupSettings&) const = default;

  std::filesystem::path dir;
  int keep = 14;       ///< so many copies; the newest one always
  int keep_days = 30;  ///< and none older
};

/// What `watch` takes for a trouble. Days are working days.
struct WatchSettings {
  bool operator==(const WatchSettings&) const = default;

  int submitted_days = 1;      ///< from the submission to the screening
  int in_review_days = 5;      ///< from the screening to a decision
  int on_hold_days = 20;       ///< of a hold
  int approved_days = 1;       ///< from the approval to the letter
  int mail_minutes = 30;       ///< that a mail was due and not tried
  int deferred_minutes = 120;  ///< that the relay puts mails off and takes none
  int job_minutes = 30;        ///< that a job is late
  int failures = 3;            ///< runs in a row that fail
  int failing_minutes = 60;    ///< or fewer ones, for so long
  int calm_minutes = 15;       ///< that nothing is seen any more before an incident ends
  int disk_percent = 10;       ///< free
  int certificate_days = 30;
  int bounce_percent = 5;
  int bounce_days = 7;    ///< over which bounces are counted; calendar days
  int bounce_mails = 20;  ///< fewer mails tell nothing
  int backup_hours = 30;
  int postcodes_days = 400;  ///< of a list of postcodes; 0: any age will do
  int guesses = 30;          ///< wrong passwords in a row for one user ID
  int wrong_logins = 500;    ///< in an hour, of the whole service
  std::set<std::string, std::less<>> unwatched_jobs;
};

/// Where it is told that a job runs, by job.
struct PingSettings {
  bool operator==(const PingSettings&) const = default;

  std::map<std::string, PingAddress, std::less<>> addresses;
  int seconds = 5;                ///< for one request, all in all
  std::filesystem::path ca_file;  ///< PEM; the only authorities trusted. Empty: the system's
};

/// All settings, resolved: paths are absolute or relative to the working directory.
struct Settings {
  bool operator==(const Settings&) const = default;

  std::filesystem::path state_dir;
  std::filesystem::path database_file;
  std::filesystem::path inbox_dir;
  std::filesystem::path letters_dir;
  std::filesystem::path keys_dir;
  std::vector<std::filesystem::path> templates_dirs;  ///< searched in order
  std::filesystem::path sent_mails_dir;               ///< what was sent, apart from the database
  std::string user_id_prefix = "KJ";
  RetentionSettings retention;
  BackupSettings backup;
  LetterSettings letters;
  ReviewSettings review;
  LedgerSettings ledger;
  MailSettings mail;
  CodeLimits codes;
  LoginSettings login;
  PasswordRule passwords;
  WatchSettings watch;
  std::optional<std::string> alerts_mail;  ///< who is told of incidents
  PingSettings ping;
  std::filesystem::path metrics_file;  ///< for Prometheus; empty: none
  /// By prefecture code; what a union does not set is taken from the default.
  std::map<std::string, UnionSettings> unions;
  UnionSettings default_union;
  int longest_clock_step_hours = 168;  ///< a host may be off over the New Year's holidays
};

/// By prefecture code, with what the default gives.
const UnionSettings& settings_of_union(const Settings& settings, const std::string& prefecture);

/// Whether some union holds applications until a return envelope has come.
bool any_asks_for_envelope(const Settings& settings);

/// The first of the template directories that holds the file, e.g. `mail/receipt.txt`. Throws
/// ConfigurationError naming the file and the directories searched.
std::filesystem::path find_template(const Settings& settings, const std::filesystem::path& file);

}  // namespace saihakko
