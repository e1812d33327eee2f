#include "core/domain/notice_state.hpp"

namespace saihakko {

using enum NoticeState;

std::string_view to_text(NoticeState state) {
  switch (state) {
    case queued: return "queued";
    case claimed: return "claimed";
    case sent: return "sent";
    case deferred: return "deferred";
    case failed: return "failed";
    case unknown: return "unknown";
    case expired: return "expired";
    case cancelled: return "cancelled";
    case bounced: return "bounced";
  }
  return {};
}

std::string_view japanese(NoticeState state) {
  switch (state) {
    case queued: return "送信待ち";
    case claimed: return "送信中";
    case sent: return "送信済";
    case deferred: return "再送待ち";
    case failed: return "送信不可";
    case unknown: return "不明";
    case expired: return "期限切れ";
    case cancelled: return "取消";
    case bounced: return "不達";
  }
  return {};
}

std::optional<NoticeState> parse_notice_state(std::string_view text) {
  for (const NoticeState state : all_notice_states()) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

const std::vector<NoticeState>& all_notice_states() {
  static const std::vector<NoticeState> states{queued,  claimed, sent,      deferred, failed,
                                               unknown, expired, cancelled, bounced};
  return states;
}

std::string_view to_text(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::receipt: return "receipt";
    case NoticeKind::result: return "result";
    case NoticeKind::one_time_password: return "one_time_password";
    case NoticeKind::confirmation_code: return "confirmation_code";
    case NoticeKind::submission_warning: return "submission_warning";
    case NoticeKind::approval_warning: return "approval_warning";
    case NoticeKind::password_changed: return "password_changed";
    case NoticeKind::alert: return "alert";
    case NoticeKind::envelope_reminder: return "envelope_reminder";
    case NoticeKind::warning_summary: return "warning_summary";
  }
  return {};
}

std::string_view japanese(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::receipt: return "受領通知";
    case NoticeKind::result: return "結果通知";
    case NoticeKind::one_time_password: return "ワンタイムパスワード";
    case NoticeKind::confirmation_code: return "確認コード";
    case NoticeKind::submission_warning: return "申請のお知らせ";
    case NoticeKind::approval_warning: return "承認のお知らせ";
    case NoticeKind::password_changed: return "パスワード設定のお知らせ";
    case NoticeKind::alert: return "警報";
    case NoticeKind::envelope_reminder: return "返信用封筒のお願い";
    case NoticeKind::warning_summary: return "申請のお知らせ（まとめ）";
  }
  return {};
}

const std::vector<NoticeKind>& all_notice_kinds() {
  static const std::vector<NoticeKind> kinds{NoticeKind::receipt,
                                             NoticeKind::result,
                                             NoticeKind::one_time_password,
                                             NoticeKind::confirmation_code,
                                             NoticeKind::submission_warning,
                                             NoticeKind::approval_warning,
                                             NoticeKind::password_changed,
                                             NoticeKind::envelope_reminder,
                                             NoticeKind::warning_summary,
                                             NoticeKind::alert};
  return kinds;
}

std::optional<NoticeKind> parse_notice_kind(std::string_view text) {
  for (const NoticeKind kind : all_notice_kinds()) {
    if (text == to_text(kind)) return kind;
  }
  return std::nullopt;
}

bool holds_code(NoticeKind kind) {
  return kind == NoticeKind::one_time_password || kind == NoticeKind::confirmation_code;
}

}  // namespace saihakko
