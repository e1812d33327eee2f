#include "core/service/mails/outbox.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

using Fields = nlohmann::ordered_json;

constexpr const char* kPresent = "1";  // opens a section of the mail's template

}  // namespace

std::string Outbox::message_id(std::string_view subject, NoticeKind kind,
                               std::string_view cause) const {
  constexpr std::size_t kMarkDigits = 16;  // the header stays within a line
  const std::string mark =
      key_.mark("message-id", fmt::format("{} {} {}", subject, to_text(kind), cause))
          .substr(0, kMarkDigits);
  const std::string domain = from_.substr(from_.rfind('@') + 1);
  return fmt::format("<{}.{}.{}@{}>", to_text(kind), subject, mark, domain);
}

NewNotice Outbox::about(const Application& application, NoticeKind kind,
                        std::string_view cause) const {
  return {.application_id = application.id,
          .office_number = application.office_number.text(),
          .prefecture = application.prefecture,
          .kind = kind,
          .cause = std::string(cause),
          .recipient = application.notification_mail,
          .message_id = message_id(application.receipt_number, kind, cause)};
}

std::optional<std::int64_t> Outbox::queue_receipt(Database& database,
                                                  const Application& application,
                                                  Instant now) const {
  const Union& of_union = unions_.at(application.prefecture);
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"received_at", japan_date_time_text(application.submitted_at)},
                      {"office_number", application.office_number.text()},
                      {"prefecture_name", of_union.prefecture_name},
                      {"return_envelope", of_union.settings.return_envelope}};
  NewNotice notice = about(application, NoticeKind::receipt, "submitted");
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

bool Outbox::asks_for_envelope(const Application& application) const {
  return !unions_.at(application.prefecture).settings.return_envelope.empty();
}

std::optional<std::int64_t> Outbox::queue_envelope_reminder(Database& database,
                                                            const Application& application,
                                                            Instant due, Instant now) const {
  const Union& of_union = unions_.at(application.prefecture);
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"received_at", japan_date_time_text(application.submitted_at)},
                      {"office_number", application.office_number.text()},
                      {"prefecture_name", of_union.prefecture_name},
                      {"return_envelope", of_union.settings.return_envelope},
                      {"last_day", due.ms == 0 ? "" : japan_day_text(due)}};
  NewNotice notice = about(application, NoticeKind::envelope_reminder,
                           fmt::format("held:{}", application.state_since.ms));
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_approved(Database& database,
                                                   const Application& application,
                                                   Instant now) const {
  const Fields fields{{"receipt_number", application.receipt_number}, {"approved", kPresent}};
  NewNotice notice = about(application, NoticeKind::result, "approved");
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_rejected(Database& database,
                                                   const Application& application,
                                                   std::string_view reason_code,
                                                   std::string_view reason_sentence,
                                                   Instant now) const {
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"rejected", kPresent},
                      {"reason_sentence", reason_sentence}};
  NewNotice notice =
      about(application, NoticeKind::result, fmt::format("rejected:{}", reason_code));
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_warning(Database& database, NoticeKind kind,
                                                  const Application& application,
                                                  Instant now) const {
  const auto office = find_office(database, application.office_number);
  if (!office || office->security_mail.empty()) return std::nullopt;
  const Union& of_union = unions_.at(application.prefecture);
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"at", japan_date_time_text(now)},
                      {"office_number", application.office_number.text()},
                      {"union_name", of_union.name}};
  NewNotice notice = about(application, kind, "once");
  notice.recipient = office->security_mail;
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_submission_warning(Database& database,
                                                             const Application& application,
                                                             Instant now) const {
  return queue_warning(database, NoticeKind::submission_warning, application, now);
}

std::optional<std::int64_t> Outbox::queue_approval_warning(Database& database,
                                                           const Application& application,
                                                           Instant now) const {
  return queue_warning(database, NoticeKind::approval_warning, application, now);
}

std::optional<std::int64_t> Outbox::queue_password_changed(Database& database, const Office& office,
                                                           const Account& account,
                                                           Instant now) const {
  if (office.security_mail.empty()) return std::nullopt;
  const Fields fields{{"at", japan_date_time_text(now)},
                      {"office_number", office.number.text()},
                      {"union_name", unions_.at(account.prefecture).name}};
  const std::string cause = fmt::format("account:{} {}", account.id, now.ms);
  return queue_notice(
      database,
      {.office_number = office.number.text(),
       .prefecture = account.prefecture,
       .kind = NoticeKind::password_changed,
       .cause = cause,
       .recipient = office.security_mail,
       .fields = fields.dump(),
       .message_id = message_id(office.number.text(), NoticeKind::password_changed, cause)},
      now);
}

std::int64_t Outbox::queue_alert(Database& database, const AlertMail& mail, Instant now) const {
  const bool ended = mail.tells == AlertMail::Tells::ended;
  const Fields fields{{"begun", ended ? "" : kPresent},
                      {"ended", ended ? kPresent : ""},
                      {"key", mail.key},
                      {"title", mail.title},
                      {"sentence", mail.sentence},
                      {"command", mail.command},
                      {"section", mail.section},
                      {"at", japan_date_time_text(now)},
                      {"since", japan_date_time_text(mail.since)}};
  const std::string cause =
      fmt::format("{} {} {}", mail.key, mail.since.ms, ended ? "ended" : "begun");
  const auto id = queue_notice(database,
                               {.kind = NoticeKind::alert,
                                .cause = cause,
                                .recipient = std::string(mail.recipient),
                                .fields = fields.dump(),
                                .message_id = message_id("service", NoticeKind::alert, cause)},
                               now);
  return id.value();
}

std::int64_t Outbox::queue_code(Database& database, const CodeMail& mail, Instant now) const {
  const NoticeKind kind = mail.purpose == CodePurpose::reset ? NoticeKind::one_time_password
                                                             : NoticeKind::confirmation_code;
  const Fields fields{{"lifetime_minutes", std::to_string(lifetime_minutes_)}};
  const auto id = queue_notice(database,
                               {.ticket_id = mail.ticket_id,
                                .office_number = std::string(mail.office_number),
                                .prefecture = std::string(mail.prefecture),
                                .kind = kind,
                                .cause = "code",
                                .recipient = std::string(mail.recipient),
                                .fields = fields.dump(),
                                .message_id = message_id(mail.office_number, kind, mail.ticket_sum),
                                .sealed_code = key_.seal(kSealedCodeUse, mail.code),
                                .expires_at = mail.expires_at},
                               now);
  return id.value();
}

}  // namespace saihakko
