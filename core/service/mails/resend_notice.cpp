#include "core/service/mails/resend_notice.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {
namespace {

constexpr const char* kJustClaimed = "ちょうど送信が始まりました。終わってからやり直してください";

std::string missing(std::int64_t id) {
  return fmt::format("番号 {} のメールはありません", id);
}

std::optional<std::string> not_again(const Notice& notice) {
  if (holds_code(notice.kind)) {
    return fmt::format("{}のメールは再送できません。申込みをした人が、もう一度請求します",
                       japanese(notice.kind));
  }
  if (is_purged(notice)) return "保存期間が過ぎ、宛先と本文は消去済みです";
  switch (notice.state) {
    case NoticeState::deferred:
    case NoticeState::sent:
    case NoticeState::failed:
    case NoticeState::unknown:
    case NoticeState::expired:
    case NoticeState::bounced: return std::nullopt;
    case NoticeState::queued: return "これから送るメールです。send-notices が送ります";
    case NoticeState::claimed: return "送信中です。終わってからやり直してください";
    case NoticeState::cancelled: return "取り消したメールは再送できません";
  }
  return std::nullopt;
}

std::optional<std::string> not_cancelled(const Notice& notice) {
  switch (notice.state) {
    case NoticeState::queued:
    case NoticeState::deferred:
    case NoticeState::unknown: return std::nullopt;
    case NoticeState::claimed: return "送信中です。終わってからやり直してください";
    case NoticeState::sent:
    case NoticeState::bounced:
      return fmt::format("{} に送ったメールです。取り消せません", japan_minute(notice.state_since));
    case NoticeState::failed:
    case NoticeState::expired:
    case NoticeState::cancelled:
      return fmt::format("{}のメールで、もう送られません", japanese(notice.state));
  }
  return std::nullopt;
}

std::string audited(const Notice& notice, std::string_view reason) {
  return notice.receipt_number.empty() ? std::string(reason)
                                       : fmt::format("{} {}", notice.receipt_number, reason);
}

}  // namespace

std::optional<std::string> resend_notice(Database& database, const Actor& actor, std::int64_t id,
                                         std::string_view reason, Instant now) {
  const auto notice = find_notice(database, id);
  if (!notice) return missing(id);
  if (auto refusal = not_again(*notice)) return refusal;
  if (!requeue_notice(database, *notice, now)) return kJustClaimed;
  append_audit(database, actor, now,
               {"notice_resent", fmt::format("notice:{}", id), audited(*notice, reason)});
  return std::nullopt;
}

std::optional<std::string> cancel_waiting_notice(Database& database, const Actor& actor,
                                                 std::int64_t id, std::string_view reason,
                                                 Instant now) {
  const auto notice = find_notice(database, id);
  if (!notice) return missing(id);
  if (auto refusal = not_cancelled(*notice)) return refusal;
  if (!cancel_notice(database, *notice, "取り消しました", now)) return kJustClaimed;
  append_audit(database, actor, now,
               {"notice_cancelled", fmt::format("notice:{}", id), audited(*notice, reason)});
  return std::nullopt;
}

}  // namespace saihakko
