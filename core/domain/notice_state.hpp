#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace saihakko {

/// Where a mail of the outbox is.
enum class NoticeState {
  queued,
  claimed,
  sent,
  deferred,
  failed,
  unknown,
  expired,
  cancelled,
  bounced,
};

std::string_view to_text(NoticeState state);
std::string_view japanese(NoticeState state);
std::optional<NoticeState> parse_notice_state(std::string_view text);
const std::vector<NoticeState>& all_notice_states();

/// What a mail tells.
enum class NoticeKind {
  receipt,             ///< 受領通知 (manual step 18)
  result,              ///< 結果通知 (manual step 19)
  one_time_password,   ///< manual step 9
  confirmation_code,   ///< manual step 16
  submission_warning,  ///< to the registered address: somebody has applied
  approval_warning,    ///< to the registered address: a letter is under way
  password_changed,    ///< to the registered address
  alert,               ///< to the operators: something is wrong with the service, or no longer
  envelope_reminder,   ///< the return envelope has not come yet
  warning_summary,     ///< to the registered address: what else there was on a day of many
};

std::string_view to_text(NoticeKind kind);
std::string_view japanese(NoticeKind kind);
std::optional<NoticeKind> parse_notice_kind(std::string_view text);
const std::vector<NoticeKind>& all_notice_kinds();

/// True for a mail that holds a code. It is not sent late, and never twice.
bool holds_code(NoticeKind kind);

}  // namespace saihakko
