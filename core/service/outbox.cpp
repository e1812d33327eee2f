#include "core/service/outbox.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/store/notices_table.hpp"

namespace saihakko {
namespace {

using Fields = nlohmann::ordered_json;

constexpr const char* kPresent = "1";  // opens a section of the mail's template

}  // namespace

std::string Outbox::message_id(const Application& application, std::string_view kind,
                               std::string_view cause) const {
  const std::string mark = key_.mark(
      "message-id", fmt::format("{} {} {}", application.receipt_number, kind, cause));
  const std::string domain = from_.substr(from_.rfind('@') + 1);
  return fmt::format("<{}.{}.{}@{}>", kind, application.receipt_number, mark, domain);
}

void Outbox::queue_receipt(Database& database, const Application& application,
                           Instant now) const {
  const Union& of_union = unions_.at(application.prefecture);
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"received_at", japan_date_time_text(application.submitted_at)},
                      {"office_number", application.office_number.text()},
                      {"prefecture_name", of_union.prefecture_name},
                      {"return_envelope", of_union.settings.return_envelope}};
  queue_notice(database,
               {.application_id = application.id,
                .kind = NoticeKind::receipt,
                .cause = "submitted",
                .recipient = application.notification_mail,
                .fields = fields.dump(),
                .message_id = message_id(application, "receipt", "submitted")},
               now);
}

void Outbox::queue_approved(Database& database, const Application& application,
                            Instant now) const {
  const Fields fields{{"receipt_number", application.receipt_number}, {"approved", kPresent}};
  queue_notice(database,
               {.application_id = application.id,
                .kind = NoticeKind::result,
                .cause = "approved",
                .recipient = application.notification_mail,
                .fields = fields.dump(),
                .message_id = message_id(application, "result", "approved")},
               now);
}

void Outbox::queue_rejected(Database& database, const Application& application,
                            std::string_view reason_code, std::string_view reason_sentence,
                            Instant now) const {
  const Fields fields{{"receipt_number", application.receipt_number},
                      {"rejected", kPresent},
                      {"reason_sentence", reason_sentence}};
  const std::string cause = fmt::format("rejected:{}", reason_code);
  queue_notice(database,
               {.application_id = application.id,
                .kind = NoticeKind::result,
                .cause = cause,
                .recipient = application.notification_mail,
                .fields = fields.dump(),
                .message_id = message_id(application, "result", cause)},
               now);
}

}  // namespace saihakko
