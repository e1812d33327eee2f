#include "core/service/mails/outbox.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/service/mails/union_phone.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

using Fields = nlohmann::ordered_json;

constexpr const char* kPresent = "1";  // opens a section of the mail's template

std::optional<WorkingDays> working_days(const Settings& settings) {
  try {
    return HolidayList::load(settings).working_days;
  } catch (const ConfigurationError&) {
    return std::nullopt;  // mails do without; `check` and `watch` tell of the file
  }
}

/// What the mails about an application have in common.
Fields fields_about(const Application& application, const Union& of_union) {
  return {{"receipt_number", application.receipt_number},
          {"received_at", japan_date_time_text(application.submitted_at)},
          {"office_number", application.office_number.text()},
          {"prefecture_name", of_union.prefecture_name},
          {"union_name", of_union.name},
          {"union_phone", phone_line(of_union.settings.letter_contact)}};
}

std::string day_or_nothing(Instant day) {
  return day == Instant{} ? std::string() : japan_day_text(day);
}

/// A summary names so many; of the others it says how many they are.
Fields with_line(Fields summary, std::string_view line) {
  constexpr int kMostListed = 50;
  const int count = std::stoi(summary.at("count").get<std::string>()) + 1;
  summary["count"] = std::to_string(count);
  if (count > kMostListed) {
    summary["more"] = std::to_string(count - kMostListed);
    return summary;
  }
  std::string listed = summary.at("listed");
  if (!listed.empty()) listed += '\n';
  summary["listed"] = listed.append(line);
  return summary;
}

}  // namespace

Outbox::Outbox(const Settings& settings, const UnionList& unions, const MasterKey& key)
    : from_(settings.mail.from),
      lifetime_minutes_(settings.codes.lifetime_minutes),
      warnings_per_day_(settings.mail.warnings_per_day),
      mail_days_(settings.review.mail_days),
      working_days_(working_days(settings)),
      unions_(unions),
      key_(key) {}

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
                                                  Instant envelope_last_day, Instant now) const {
  const Union& of_union = unions_.at(application.prefecture);
  Fields fields = fields_about(application, of_union);
  fields["return_envelope"] = of_union.settings.return_envelope;
  fields["last_day"] = day_or_nothing(envelope_last_day);
  NewNotice notice = about(application, NoticeKind::receipt, "submitted");
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

bool Outbox::asks_for_envelope(const Application& application) const {
  return !unions_.at(application.prefecture).settings.return_envelope.empty();
}

Instant Outbox::envelope_last_day(const Application& application, Instant now) const {
  const UnionSettings& rule = unions_.at(application.prefecture).settings;
  const bool ends = !rule.return_envelope.empty() && rule.envelope_lapse_days > 0;
  if (!ends || !working_days_) return {};
  return working_days_->end_of_wait(now, rule.envelope_lapse_days);
}

std::optional<std::int64_t> Outbox::queue_envelope_reminder(Database& database,
                                                            const Application& application,
                                                            Instant due, Instant now) const {
  const Union& of_union = unions_.at(application.prefecture);
  Fields fields = fields_about(application, of_union);
  fields["return_envelope"] = of_union.settings.return_envelope;
  fields["last_day"] = day_or_nothing(due);
  NewNotice notice = about(application, NoticeKind::envelope_reminder,
                           fmt::format("held:{}", application.state_since.ms));
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_approved(Database& database,
                                                   const Application& application,
                                                   Instant valid_until, Instant now) const {
  Fields fields = fields_about(application, unions_.at(application.prefecture));
  fields["approved"] = kPresent;
  fields["urgent"] = application.urgent ? kPresent : "";
  const bool known = working_days_ && mail_days_ > 0;
  fields["expected_by"] =
      known ? japan_day_text(working_days_->end_of_wait(now, mail_days_)) : std::string();
  fields["valid_until"] = japan_day_text(valid_until);
  NewNotice notice = about(application, NoticeKind::result, "approved");
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_rejected(Database& database,
                                                   const Application& application,
                                                   std::string_view reason_code,
                                                   std::string_view reason_sentence,
                                                   Instant now) const {
  Fields fields = fields_about(application, unions_.at(application.prefecture));
  fields["rejected"] = kPresent;
  fields["reason_sentence"] = reason_sentence;
  NewNotice notice =
      about(application, NoticeKind::result, fmt::format("rejected:{}", reason_code));
  notice.fields = fields.dump();
  return queue_notice(database, notice, now);
}

std::optional<std::int64_t> Outbox::queue_warning(Database& database, NoticeKind kind,
                                                  const Application& application, Instant at,
                                                  Instant now) const {
  const auto office = find_office(database, application.office_number);
  if (!office || office->security_mail.empty()) return std::nullopt;
  const Union& of_union = unions_.at(application.prefecture);
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"at", japan_date_time_text(at)},
                      {"office_number", application.office_number.text()},
                      {"union_name", of_union.name}};
  NewNotice notice = about(application, kind, "once");
  notice.recipient = office->security_mail;
  notice.fields = fields.dump();
  const Instant today = start_of_japan_day(japan_date(now));
  if (count_warnings(database, notice.recipient, today, now, warnings_per_day_) <
      warnings_per_day_) {
    return queue_notice(database, notice, now);
  }
  add_to_summary(
      database, notice,
      fmt::format("{} {} 事業所番号 {} {} ({})", japan_date_time_text(at),
                  kind == NoticeKind::submission_warning ? "申請" : "承認",
                  application.office_number.text(), application.receipt_number, of_union.name),
      now);
  return std::nullopt;
}

void Outbox::add_to_summary(Database& database, const NewNotice& warning, std::string_view line,
                            Instant now) const {
  const auto known = find_warning_summary(database, warning.recipient, now);
  if (known) {
    renew_fields(database, known->id, with_line(Fields::parse(known->fields), line).dump());
    return;
  }
  const Instant end = end_of_japan_day(now, 0).plus_ms(1);
  const Fields empty{{"day", japan_day_text(now)}, {"count", "0"}, {"listed", ""}, {"more", ""}};
  const std::string cause = fmt::format("from:{}", now.ms);
  queue_notice(database,
               {.office_number = warning.office_number,
                .prefecture = warning.prefecture,
                .kind = NoticeKind::warning_summary,
                .cause = cause,
                .recipient = warning.recipient,
                .fields = with_line(empty, line).dump(),
                .message_id = message_id(warning.office_number, NoticeKind::warning_summary,
                                         fmt::format("{} {}", cause, warning.recipient)),
                .due = end},
               now);
}

std::optional<std::int64_t> Outbox::queue_submission_warning(Database& database,
                                                             const Application& application,
                                                             Instant now) const {
  return queue_warning(database, NoticeKind::submission_warning, application,
                       application.submitted_at, now);
}

std::optional<std::int64_t> Outbox::queue_approval_warning(Database& database,
                                                           const Application& application,
                                                           Instant now) const {
  return queue_warning(database, NoticeKind::approval_warning, application, now, now);
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
