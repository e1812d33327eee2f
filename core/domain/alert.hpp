#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// What `watch` tells of.
enum class AlertKind {
  stuck_submitted,
  stuck_in_review,
  stuck_on_hold,
  stuck_approved,
  stuck_handover,
  late_collect,
  late_post,
  stuck_mail,
  deferred_mail,
  relay_refuses,
  job_missed,
  job_failing,
  disk_low,
  certificate,
  relay_ca,
  holidays_missing,
  bounces_rate,
  backup_old,
  setup_unusable,
  restore_pending,
  ledger_held,
  postcodes_old,
  guessing,
  wrong_logins,
  many_codes,
  clock_frozen,
  file_set_aside,
  rows_refused,
};

enum class AlertLevel {
  warning,  ///< somebody has to see to it, and nothing is broken
  error     ///< the service does not do its work
};

/// How an alert of a kind reads and where it leads: the row of the one table. Texts are Japanese;
/// `{0}`, `{1}` … in key and sentence stand for what the alert is about.
struct AlertRule {
  AlertKind kind;
  std::string_view word;      ///< in database and metrics
  std::string_view key;       ///< of the incident: one is open at a time
  std::string_view section;   ///< of the runbook
  std::string_view title;     ///< of the section, and in the mail's subject
  std::string_view sentence;  ///< the cause
  std::string_view command;   ///< that shows more
  AlertLevel level;
  bool mail_may_not_leave;  ///< while it lasts, a mail that tells of it may not get out
};

const std::vector<AlertRule>& alert_rules();
const AlertRule& alert_rule(AlertKind kind);
std::optional<AlertKind> parse_alert_kind(std::string_view word);

std::string_view to_text(AlertLevel level);

/// One trouble as it is now. Numbers and codes only: it goes into log, mail and metrics.
struct Alert {
  AlertKind kind = AlertKind::stuck_submitted;
  std::string key;
  std::string sentence;
  std::string command;
  bool mail_may_not_leave = false;
};

/// `things` fill `{0}` … of the rule's key and command, `facts` those of its sentence.
Alert make_alert(AlertKind kind, const std::vector<std::string>& things,
                 const std::vector<std::string>& facts);

}  // namespace saihakko
