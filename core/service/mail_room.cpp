#include "core/service/mail_room.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/domain/sha256.hpp"
#include "core/mail/message.hpp"
#include "core/service/configuration_error.hpp"

namespace saihakko {
namespace {

// Notices to a notification address know nothing but these (contract, section 6).
constexpr std::array<std::string_view, 5> kReceiptFields{
    "receipt_number", "received_at", "office_number", "prefecture_name", "return_envelope"};
constexpr std::array<std::string_view, 4> kResultFields{"receipt_number", "approved", "rejected",
                                                        "reason_sentence"};

constexpr std::size_t kSumDigits = 12;

std::span<const std::string_view> fields_of(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::receipt: return kReceiptFields;
    case NoticeKind::result: return kResultFields;
  }
  return {};
}

MailTemplate load_template(const Settings& settings, NoticeKind kind) {
  const auto file = find_template(settings, fmt::format("mail/{}.txt", to_text(kind)));
  try {
    return MailTemplate::load(file, fields_of(kind));
  } catch (const MailTemplateError& e) {
    throw ConfigurationError(e.what());
  }
}

/// The same whenever the notice goes, whatever its template says by then. The sum parts equal
/// numbers of a database that was made anew.
std::string unique_name(const Notice& notice) {
  const std::string told =
      fmt::format("{}\n{}\n{}", notice.recipient, notice.fields, notice.queued_at.ms);
  return fmt::format("{}-{}-{}", notice.receipt_number, notice.id,
                     sha256_hex(told).substr(0, kSumDigits));
}

}  // namespace

MailRoom::MailRoom(const Settings& settings) : from_(settings.mail.from) {
  for (const NoticeKind kind : {NoticeKind::receipt, NoticeKind::result}) {
    templates_.emplace(kind, load_template(settings, kind));
  }
}

RenderedMail MailRoom::render(const Notice& notice) const {
  return templates_.at(notice.kind)
      .render(nlohmann::json::parse(notice.fields).get<std::map<std::string, std::string>>());
}

std::string MailRoom::compose(const Notice& notice) const {
  const RenderedMail mail = render(notice);
  return saihakko::compose({.from_address = from_,
                            .to_address = notice.recipient,
                            .subject = mail.subject,
                            .body = mail.body,
                            .message_id = notice.message_id,
                            .date_ms = notice.queued_at.ms});
}

DeliveryResult MailRoom::deliver(MailTransport& transport, const Notice& notice) const {
  try {
    return transport.deliver(from_, notice.recipient, compose(notice), unique_name(notice));
  } catch (const MailError& e) {
    return {DeliveryResult::Outcome::failed, e.what()};
  }
}

}  // namespace saihakko
