#include "core/service/mails/mail_room.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/domain/sha256.hpp"
#include "core/domain/text_folding.hpp"
#include "core/files/durable_file.hpp"
#include "core/mail/mail_error.hpp"
#include "core/mail/message.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/mails/union_phone.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

// Notices to a notification address know nothing but these (contract, section 6).
constexpr std::array<std::string_view, 8> kReceiptFields{
    "receipt_number", "received_at", "office_number",   "prefecture_name",
    "union_name",     "union_phone", "return_envelope", "last_day"};
constexpr std::array<std::string_view, 12> kResultFields{
    "receipt_number",  "received_at", "office_number", "prefecture_name",
    "union_name",      "union_phone", "approved",      "rejected",
    "reason_sentence", "urgent",      "expected_by",   "valid_until"};
constexpr std::array<std::string_view, 8> kReminderFields = kReceiptFields;
constexpr std::array<std::string_view, 2> kCodeFields{"code", "lifetime_minutes"};

// What the shipped texts say and those of earlier versions did not.
constexpr std::array<std::string_view, 2> kNewInReceipt{"union_name", "union_phone"};
constexpr std::array<std::string_view, 6> kNewInResult{
    "office_number", "union_name", "union_phone", "urgent", "expected_by", "valid_until"};
// To the registered address of the office.
constexpr std::array<std::string_view, 4> kWarningFields{"receipt_number", "at", "office_number",
                                                         "union_name"};
constexpr std::array<std::string_view, 4> kSummaryFields{"day", "count", "listed", "more"};
constexpr std::array<std::string_view, 3> kPasswordFields{"at", "office_number", "union_name"};

// To the operators.
constexpr std::array<std::string_view, 9> kAlertFields{
    "begun", "ended", "key", "title", "sentence", "command", "section", "at", "since"};

// Subjects are shown where mails are not: on a locked screen, in a relay's log.
// An address and a list have several lines.
constexpr std::array<std::string_view, 3> kKeptFromSubject{"code", "return_envelope", "listed"};

constexpr std::string_view kHiddenCode = "******";

constexpr std::size_t kSumDigits = 12;

std::span<const std::string_view> fields_of(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::receipt: return kReceiptFields;
    case NoticeKind::result: return kResultFields;
    case NoticeKind::one_time_password: return kCodeFields;
    case NoticeKind::confirmation_code: return kCodeFields;
    case NoticeKind::submission_warning: return kWarningFields;
    case NoticeKind::approval_warning: return kWarningFields;
    case NoticeKind::password_changed: return kPasswordFields;
    case NoticeKind::alert: return kAlertFields;
    case NoticeKind::envelope_reminder: return kReminderFields;
    case NoticeKind::warning_summary: return kSummaryFields;
  }
  return {};
}

std::span<const std::string_view> new_fields_of(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::receipt:
    case NoticeKind::envelope_reminder: return kNewInReceipt;
    case NoticeKind::result: return kNewInResult;
    case NoticeKind::one_time_password:
    case NoticeKind::confirmation_code:
    case NoticeKind::submission_warning:
    case NoticeKind::approval_warning:
    case NoticeKind::password_changed:
    case NoticeKind::alert:
    case NoticeKind::warning_summary: return {};
  }
  return {};
}

/// `|` in an address of the configuration is a line end, as on letters.
std::string on_lines(std::string_view value) {
  std::string lines;
  while (true) {
    const std::size_t bar = value.find('|');
    lines += trim(value.substr(0, bar));
    if (bar == std::string_view::npos) return lines;
    lines += '\n';
    value.remove_prefix(bar + 1);
  }
}

MailTemplate load_template(const Settings& settings, NoticeKind kind) {
  const auto file = find_template(settings, fmt::format("mail/{}.txt", to_text(kind)));
  try {
    return MailTemplate::load(file, fields_of(kind), kKeptFromSubject);
  } catch (const MailTemplateError& e) {
    throw ConfigurationError(e.what());
  }
}

/// The same whenever the notice goes, whatever its template says by then. The sum keeps equal
/// numbers apart when a database was made anew.
std::string unique_name(const Notice& notice) {
  const std::string told =
      fmt::format("{}\n{}\n{}", notice.recipient, notice.fields, notice.queued_at.ms);
  const std::string& number =
      notice.receipt_number.empty() ? notice.office_number : notice.receipt_number;
  const std::string subject = number.empty() ? std::string(to_text(notice.kind)) : number;
  return fmt::format("{}-{}-{}", subject, notice.id, sha256_hex(told).substr(0, kSumDigits));
}

/// A relay may quote what it refuses. The reply is kept, and the code is not to be: neither as it
/// is nor in a line of the mail as that went over the wire.
void hide_code(std::string& reply, std::string_view code, std::string_view message) {
  constexpr std::size_t kTellingLine = 8;
  const auto hide = [&reply](std::string_view secret) {
    for (std::size_t at = reply.find(secret); at != std::string::npos; at = reply.find(secret))
      reply.replace(at, secret.size(), kHiddenCode);
  };
  hide(code);
  message.remove_prefix(std::min(message.find("\r\n\r\n"), message.size()));
  while (!message.empty()) {
    const std::string_view line = message.substr(0, message.find("\r\n"));
    message.remove_prefix(std::min(line.size() + 2, message.size()));
    if (line.size() >= kTellingLine) hide(line);
  }
}

}  // namespace

MailTemplates load_mail_templates(const Settings& settings) {
  MailTemplates templates;
  for (const NoticeKind kind : all_notice_kinds()) {
    templates.emplace(kind, load_template(settings, kind));
  }
  return templates;
}

std::vector<std::string> fields_left_out(const MailTemplates& templates) {
  std::vector<std::string> texts;
  for (const auto& [kind, text] : templates) {
    std::string fields;
    for (const std::string_view field : new_fields_of(kind)) {
      if (!text.uses(field)) fields += fmt::format(" {{{{{}}}}}", field);
    }
    if (!fields.empty()) texts.push_back(text.file() + fields);
  }
  return texts;
}

MailRoom::MailRoom(const Settings& settings, const MasterKey& key)
    : settings_(settings),
      key_(key),
      templates_(load_mail_templates(settings)),
      unions_(UnionList::load(settings)) {}

/// A notice that was queued by an earlier version has fewer fields; its text may need them.
void MailRoom::complete(const Notice& notice, MailFields& fields) const {
  if (new_fields_of(notice.kind).empty()) return;
  const Union& of_union = unions_.at(notice.prefecture);
  fields.try_emplace("office_number", notice.office_number);
  fields.try_emplace("prefecture_name", of_union.prefecture_name);
  fields.try_emplace("union_name", of_union.name);
  fields.try_emplace("union_phone", phone_line(of_union.settings.letter_contact));
  const auto envelope = fields.find("return_envelope");
  if (envelope != fields.end()) envelope->second = on_lines(envelope->second);
}

RenderedMail MailRoom::render_with(const Notice& notice, std::string_view code) const {
  auto fields = nlohmann::json::parse(notice.fields).get<MailFields>();
  complete(notice, fields);
  if (holds_code(notice.kind)) fields["code"] = code;
  RenderedMail mail = templates_.at(notice.kind).render(fields);
  if (holds_code(notice.kind)) wipe(fields["code"]);
  return mail;
}

RenderedMail MailRoom::render(const Notice& notice) const {
  return render_with(notice, kHiddenCode);
}

std::string MailRoom::code_of(const Notice& notice) const {
  if (!holds_code(notice.kind)) return {};
  auto opened = key_.open(kSealedCodeUse, notice.sealed_code);
  if (!opened) throw MailError("コードを復号できません。別の鍵で作られたものです");
  return std::move(*opened);
}

std::string MailRoom::compose(const Notice& notice) const {
  std::string code = code_of(notice);
  const Wiped wiped(code);
  return compose_with(notice, code);
}

std::string MailRoom::compose_with(const Notice& notice, std::string_view code) const {
  RenderedMail mail = render_with(notice, code);
  const Wiped wiped_body(mail.body);
  const MailSettings& settings = settings_.mail;
  const std::string& recipient = notice.recipient.empty() ? settings.from : notice.recipient;
  std::optional<std::string> original_to;
  if (settings.redirect_to) original_to = recipient;
  return saihakko::compose({.from_address = settings.from,
                            .from_name = settings.from_name,
                            .to_address = settings.redirect_to.value_or(recipient),
                            .reply_to = reply_to(notice),
                            .subject = mail.subject,
                            .body = mail.body,
                            .message_id = notice.message_id,
                            .date_ms = notice.queued_at.ms,
                            .original_to = original_to});
}

std::optional<std::string> MailRoom::reply_to(const Notice& notice) const {
  const auto& own = settings_of_union(settings_, notice.prefecture).reply_to;
  return own ? own : settings_.mail.reply_to;
}

Delivery MailRoom::deliver(MailTransport& transport, const Notice& notice) const {
  std::string code;
  const Wiped wiped_code(code);
  std::string message;
  const Wiped wiped(message);
  try {
    code = code_of(notice);
    message = compose_with(notice, code);
  } catch (const MailError& e) {
    return {{DeliveryResult::Outcome::failed, e.what()}, {}};
  }
  Delivery delivery{{}, templates_.at(notice.kind).version()};
  try {
    delivery.result = notice.recipient.empty()
                          ? transport.pretend(message, unique_name(notice))
                          : transport.deliver(settings_.mail.from,
                                              settings_.mail.redirect_to.value_or(notice.recipient),
                                              message, unique_name(notice));
  } catch (const MailError& e) {
    delivery.result = {DeliveryResult::Outcome::failed, e.what()};
  }
  if (!code.empty()) hide_code(delivery.result.reply, code, message);
  return delivery;
}

bool safe_to_repeat(const std::exception& failure) {
  return dynamic_cast<const FileError*>(&failure) != nullptr ||
         dynamic_cast<const MailTemplateError*>(&failure) != nullptr;
}

}  // namespace saihakko
