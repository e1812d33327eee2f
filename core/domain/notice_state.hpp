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

/// 受領通知 and 結果通知.
enum class NoticeKind { receipt, result };

std::string_view to_text(NoticeKind kind);
std::string_view japanese(NoticeKind kind);
std::optional<NoticeKind> parse_notice_kind(std::string_view text);

}  // namespace saihakko
