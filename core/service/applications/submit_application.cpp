#include "core/service/applications/submit_application.hpp"

#include "core/domain/serial_number.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/serials_table.hpp"

namespace saihakko {
namespace {

/// 紙請求・媒体請求: an office that holds no ID at all can only mean a first one.
ApplicationKind kind_from_ledger(Database& database, const OfficeNumber& number) {
  const bool known = find_office(database, number).has_value();
  return known && accounts_of(database, number).empty() ? ApplicationKind::first_id
                                                        : ApplicationKind::reissue;
}

/// A kind that is left to the ledger says nothing, nor does an address that was purged.
bool same_content(const Application& application, const Submission& submission) {
  const bool same_kind = !submission.kind || application.kind == *submission.kind;
  return same_kind && application.office_number == submission.office_number &&
         application.prefecture == submission.prefecture &&
         (application.notification_mail.empty() ||
          application.notification_mail == submission.notification_mail) &&
         application.submitted_at == submission.submitted_at;
}

}  // namespace

SubmitOutcome submit_application(Database& database, const Actor& actor, const Outbox& outbox,
                                 const Submission& submission, Instant now) {
  if (const auto known = find_submission(database, submission.submission_id)) {
    return same_content(*known, submission) ? SubmitOutcome::seen_before
                                            : SubmitOutcome::other_content;
  }
  const std::string receipt =
      serial_number(kReceiptLetter, draw_serials(database, "receipt_number"));
  const auto kind =
      submission.kind ? *submission.kind : kind_from_ledger(database, submission.office_number);
  const std::int64_t id = add_application(database,
                                          {.receipt_number = receipt,
                                           .submission_id = submission.submission_id,
                                           .office_number = submission.office_number,
                                           .prefecture = submission.prefecture,
                                           .kind = kind,
                                           .notification_mail = submission.notification_mail,
                                           .submitted_at = submission.submitted_at,
                                           .entered_uid = submission.entered_uid},
                                          now);
  append_audit(database, actor, now, {"application_submitted", receipt, to_text(kind)});
  tell_of_submission(database, outbox, find_application(database, id).value(), now);
  return SubmitOutcome::taken;
}

std::vector<std::int64_t> tell_of_submission(Database& database, const Outbox& outbox,
                                             const Application& application, Instant now) {
  std::vector<std::int64_t> notices;
  const Instant last_day = outbox.envelope_last_day(application, now);
  if (last_day != Instant{}) set_envelope_told(database, application.id, last_day);
  for (const auto& notice : {outbox.queue_receipt(database, application, last_day, now),
                             outbox.queue_submission_warning(database, application, now)}) {
    if (notice) notices.push_back(*notice);
  }
  return notices;
}

}  // namespace saihakko
