#include "core/service/mails/take_bounce.hpp"

#include <fmt/format.h>

#include <optional>

#include "core/domain/application_state.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {
namespace {

std::optional<Notice> notice_of(Database& database, const BounceReport& report) {
  for (const std::string& id : report.message_ids) {
    if (auto notice = find_notice(database, id)) return notice;
  }
  return std::nullopt;
}

/// The reviewer sees it, and a decision made before that is stale.
void warn_reviewer(Database& database, const Actor& actor, const Notice& notice, Instant now) {
  if (notice.receipt_number.empty()) return;
  const auto application = find_application(database, notice.receipt_number);
  if (!application || !is_open(application->state)) return;
  add_finding(database, application->id, {FindingCode::notice_bounced, std::to_string(notice.id)});
  renew_version(database, application->id);
  append_audit(database, actor, now, {"findings_renewed", notice.receipt_number, "notice_bounced"});
}

}  // namespace

BounceTaken take_bounce(Database& database, const Actor& actor, const MasterKey& key,
                        const BounceReport& report, int suppress_days, Instant now) {
  using Verdict = BounceReport::Verdict;
  const bool hard = report.verdict == Verdict::hard;
  if (report.verdict == Verdict::not_a_bounce) return BounceTaken::not_a_bounce;
  if (!hard && report.verdict != Verdict::soft) return BounceTaken::nothing_to_do;
  const auto notice = notice_of(database, report);
  if (!notice || notice->recipient.empty()) return BounceTaken::unknown_mail;
  add_bounce(database, notice->id,
             {hard ? BounceKind::hard : BounceKind::soft, report.status, report.diagnosis, now});
  const std::string subject = fmt::format("notice:{}", notice->id);
  const std::string words = fmt::format("{} {}", report.status, report.diagnosis);
  if (!hard || !bounce_notice(database, *notice, words, now)) {
    append_audit(database, actor, now, {"bounce_recorded", subject, report.status});
    return BounceTaken::recorded;
  }
  append_audit(database, actor, now, {"notice_bounced", subject, report.status});
  warn_reviewer(database, actor, *notice, now);
  if (suppress_days > 0) {
    suppress_address(database, suppression_mark(key, notice->recipient),
                     now.plus_ms(suppress_days * kDayMs), notice->id);
  }
  return BounceTaken::bounced;
}

}  // namespace saihakko
