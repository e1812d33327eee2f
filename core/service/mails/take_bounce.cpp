#include "core/service/mails/take_bounce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/domain/application_state.hpp"
#include "core/mail/recipient_judgement.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/store/tables/address_bounces_table.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {
namespace {

using Verdict = BounceReport::Verdict;

constexpr std::int64_t kMostCandidates = 20;  // more tell a person no more

std::vector<Notice> notices_of(Database& database, const BounceReport& report) {
  std::vector<Notice> notices;
  for (const std::string& mark : report.marks) {
    auto notice = find_notice(database, mark);
    const bool known = notice && std::ranges::any_of(notices, [&](const Notice& other) {
                         return other.id == notice->id;
                       });
    if (notice && !known) notices.push_back(std::move(*notice));
  }
  return notices;
}

/// The reviewer sees it, and a decision made before that is stale.
void warn_reviewer(Database& database, const Actor& actor, std::string_view receipt_number,
                   const Finding& finding, Instant now) {
  if (receipt_number.empty()) return;
  const auto application = find_application(database, receipt_number);
  if (!application || !is_open(application->state)) return;
  add_finding(database, application->id, finding);
  renew_version(database, application->id);
  append_audit(
      database, actor, now,
      {"findings_renewed", std::string(receipt_number), std::string(to_text(finding.code))});
}

BounceTaken take_for_notice(Database& database, const Actor& actor, const MasterKey& key,
                            const Notice& notice, const BounceJudgement& judgement,
                            int suppress_days, Instant now) {
  if (judgement.verdict == Verdict::delivered) return BounceTaken::delivered;
  const bool failed = judgement.verdict == Verdict::failed;
  add_bounce(database, notice.id,
             {failed ? BounceKind::hard : BounceKind::soft, judgement.cause, judgement.status,
              judgement.diagnosis, now});
  const std::string subject = fmt::format("notice:{}", notice.id);
  const std::string words = fmt::format("{} {}", judgement.status, judgement.diagnosis);
  if (!failed || !bounce_notice(database, notice, words, now)) {
    append_audit(database, actor, now, {"bounce_recorded", subject, judgement.status});
    return BounceTaken::recorded;
  }
  append_audit(database, actor, now,
               {"notice_bounced", subject,
                fmt::format("{} {}", judgement.status, to_text(judgement.cause))});
  warn_reviewer(database, actor, notice.receipt_number,
                {FindingCode::notice_bounced, bounce_detail(notice.id, judgement.cause)}, now);
  if (judgement.address_is_bad && suppress_days > 0) {
    suppress_address(database, suppression_mark(key, notice.recipient),
                     now.plus_ms(suppress_days * kDayMs), notice.id);
  }
  return BounceTaken::bounced;
}

std::vector<BounceCandidate> candidates_of(Database& database, const BounceReport& report,
                                           Instant now) {
  std::vector<BounceCandidate> candidates;
  for (const std::string& address : report.recipients) {
    for (BounceCandidate& mail : mails_to_address(
             database, address, now.plus_ms(-kAddressBounceDays * kDayMs), kMostCandidates)) {
      const bool known = std::ranges::any_of(
          candidates, [&](const auto& other) { return other.notice_id == mail.notice_id; });
      if (!known) candidates.push_back(std::move(mail));
    }
  }
  return candidates;
}

BounceTaken take_for_address(Database& database, const Actor& actor, const BounceReport& report,
                             Instant now) {
  AddressBounce bounce{.cause = report.cause,
                       .status = report.status,
                       .taken_at = now,
                       .candidates = candidates_of(database, report, now)};
  if (bounce.candidates.empty()) return BounceTaken::unknown_mail;
  if (report.verdict != Verdict::failed) return BounceTaken::perhaps_late;
  add_address_bounce(database, bounce);
  for (const BounceCandidate& candidate : bounce.candidates) {
    append_audit(
        database, actor, now,
        {"notice_perhaps_bounced", fmt::format("notice:{}", candidate.notice_id), report.status});
    warn_reviewer(database, actor, candidate.receipt_number,
                  {FindingCode::notice_perhaps_bounced, std::to_string(candidate.notice_id)}, now);
  }
  return BounceTaken::perhaps;
}

}  // namespace

BounceTaken take_bounce(Database& database, const Actor& actor, const MasterKey& key,
                        const BounceReport& report, int suppress_days, Instant now) {
  switch (report.verdict) {
    case Verdict::automatic: return BounceTaken::automatic;
    case Verdict::complaint: return BounceTaken::complaint;
    case Verdict::no_report: return BounceTaken::no_report;
    case Verdict::failed:
    case Verdict::delayed:
    case Verdict::delivered: break;
  }
  const std::vector<Notice> notices = notices_of(database, report);
  if (notices.size() > 1) return BounceTaken::several;
  if (report.verdict == Verdict::delivered) return BounceTaken::delivered;
  if (notices.empty() || notices[0].recipient.empty()) {
    return take_for_address(database, actor, report, now);
  }
  return take_for_notice(database, actor, key, notices[0],
                         judgement_about(report, notices[0].recipient), suppress_days, now);
}

}  // namespace saihakko
