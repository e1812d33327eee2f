#include "jobs/portal/portal_handlers.hpp"

#include <fmt/format.h>

#include "core/domain/mail_address.hpp"
#include "core/service/portal/application_form.hpp"
#include "core/service/portal/log_in.hpp"
#include "core/service/portal/portal_health.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/portal/reset_login.hpp"
#include "core/service/portal/set_new_password.hpp"
#include "jobs/portal/portal_requests.hpp"

namespace saihakko {
namespace {

std::string next_of(Flow flow, TicketStep step) {
  if (step == TicketStep::done) return "done";
  return fmt::format("{}.{}", to_text(flow), to_text(step));
}

Granted begun(Flow flow, Begun&& begun) {
  Json fields;
  if (!begun.ticket.empty()) fields["ticket"] = begun.ticket;
  fields["next"] = next_of(flow, begun.next);
  if (!begun.prefectures.empty()) {
    Json options = Json::array();
    for (const PrefectureOption& option : begun.prefectures) {
      options.push_back({{"code", option.code}, {"name", option.name}});
    }
    fields["prefectures"] = options;
  }
  fields["message"] = begun.message;
  return {std::move(fields), std::move(begun.after)};
}

/// The service's answer, made into fields by `make` unless it is a refusal.
template <class T, class Make>
Outcome granted(std::variant<T, PortalRefusal>&& answer, Make make) {
  if (auto* refusal = std::get_if<PortalRefusal>(&answer)) return std::move(*refusal);
  return make(std::get<T>(std::move(answer)));
}

PortalRefusal malformed_number() {
  return {"office_number_malformed", portal_sentences::office_number_malformed()};
}

PortalRefusal malformed_mail(MailAddressFault fault) {
  return {"mail_malformed", std::string(describe(fault))};
}

Outcome reset_begin(Request& request) {
  const auto number_text = request.fields.text("office_number");
  const auto mail_text = request.fields.text("security_mail");
  if (auto refusal = request.fields.refusal()) return *refusal;
  const auto number = OfficeNumber::parse(number_text);
  if (!number) return malformed_number();
  const auto mail = MailAddress::parse(mail_text, request.desk.settings.mail.domains);
  if (const auto* fault = std::get_if<MailAddressFault>(&mail)) return malformed_mail(*fault);
  return begun(Flow::reset,
               begin_reset(request.database, request.desk,
                           {*number, std::get<MailAddress>(mail), request.client}, request.now));
}

Outcome reset_choose_prefecture(Request& request) {
  const auto ticket = request.fields.text("ticket");
  const auto prefecture = request.fields.text("prefecture");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(
      choose_reset_prefecture(request.database, request.desk, ticket, prefecture, request.now),
      [](Begun&& answer) { return begun(Flow::reset, std::move(answer)); });
}

Outcome reset_verify(Request& request) {
  const auto ticket = request.fields.text("ticket");
  const auto code = request.fields.text("one_time_password");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(verify_reset(request.database, request.desk, ticket, code, request.now),
                 [](ResetVerified&& answer) {
                   return Granted{{{"user_id", answer.user_id},
                                   {"next", next_of(Flow::reset, TicketStep::set_password)},
                                   {"message", answer.message}},
                                  {}};
                 });
}

Outcome new_password(Request& request, Flow flow) {
  const auto ticket = request.fields.text("ticket");
  const auto password = request.fields.text("new_password");
  const auto again = request.fields.text("new_password_again");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(
      set_new_password(request.database, request.desk, flow, ticket, {password, again},
                       request.now),
      [](PasswordSet&& answer) {
        return Granted{{{"next", "done"}, {"message", answer.message}}, std::move(answer.after)};
      });
}

Outcome reset_set_password(Request& request) {
  return new_password(request, Flow::reset);
}
Outcome login_set_password(Request& request) {
  return new_password(request, Flow::login);
}

Outcome application_begin(Request& request) {
  const auto number_text = request.fields.text("office_number");
  const auto mail_text = request.fields.text("notification_mail");
  const auto again = request.fields.text("notification_mail_again");
  if (auto refusal = request.fields.refusal()) return *refusal;
  const auto number = OfficeNumber::parse(number_text);
  if (!number) return malformed_number();
  const auto mail = MailAddress::parse(mail_text, request.desk.settings.mail.domains);
  if (const auto* fault = std::get_if<MailAddressFault>(&mail)) return malformed_mail(*fault);
  if (mail_text != again) return PortalRefusal{"mails_differ", portal_sentences::mails_differ()};
  return granted(begin_form(request.database, request.desk,
                            {*number, std::get<MailAddress>(mail), request.client}, request.now),
                 [](Begun&& answer) { return begun(Flow::application, std::move(answer)); });
}

Outcome application_choose_prefecture(Request& request) {
  const auto ticket = request.fields.text("ticket");
  const auto prefecture = request.fields.text("prefecture");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(
      choose_form_prefecture(request.database, request.desk, ticket, prefecture, request.now),
      [](Begun&& answer) { return begun(Flow::application, std::move(answer)); });
}

Outcome application_verify(Request& request) {
  const auto ticket = request.fields.text("ticket");
  const auto code = request.fields.text("confirmation_code");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(verify_form(request.database, request.desk, ticket, code, request.now),
                 [](FormVerified&& answer) {
                   return Granted{{{"office_number", answer.office_number},
                                   {"office_name", answer.office_name},
                                   {"notification_mail", answer.notification_mail},
                                   {"prefecture", answer.prefecture},
                                   {"prefecture_name", answer.prefecture_name},
                                   {"next", next_of(Flow::application, TicketStep::submit)},
                                   {"message", answer.message}},
                                  {}};
                 });
}

Outcome application_submit(Request& request) {
  const auto ticket = request.fields.text("ticket");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(submit_form(request.database, request.desk, ticket, request.now),
                 [](FormSubmitted&& answer) {
                   return Granted{{{"receipt_number", answer.receipt_number},
                                   {"next", "done"},
                                   {"message", answer.message}},
                                  std::move(answer.after)};
                 });
}

Outcome login_begin(Request& request) {
  const auto user_id = request.fields.text("user_id");
  const auto password = request.fields.text("password");
  if (auto refusal = request.fields.refusal()) return *refusal;
  return granted(
      log_in(request.database, request.desk, user_id, password, request.client, request.now),
      [](LoggedIn&& answer) {
        if (answer.ticket.empty()) return Granted{{{"next", "done"}}, {}};
        return Granted{{{"ticket", answer.ticket},
                        {"next", next_of(Flow::login, TicketStep::set_password)},
                        {"message", answer.message}},
                       {}};
      });
}

/// Whether a code could be asked for now: the database answers, and how many mails wait.
Outcome ping(Request& request) {
  if (auto refusal = request.fields.refusal()) return *refusal;
  const std::int64_t mails = mails_due(request.database, request.now);
  return Granted{{{"ready", true}, {"database", "ok"}, {"mails_waiting", mails}}, {}};
}

/// What this program is, what it can be asked, and within what bounds.
Outcome hello(Request& request) {
  if (auto refusal = request.fields.refusal()) return *refusal;
  Json requests = Json::array();
  for (const auto& [name, handler] : portal_handlers())
    requests.push_back(name);
  const Settings& settings = request.desk.settings;
  return Granted{{{"version", SAIHAKKO_VERSION},
                  {"requests", requests},
                  {"limits",
                   {{"line_bytes", PortalRequests::kLongestLine},
                    {"text_bytes", PortalFields::kLongestText},
                    {"id_bytes", PortalRequests::kLongestId},
                    {"code_minutes", settings.codes.lifetime_minutes},
                    {"code_tries", settings.codes.tries},
                    {"codes_per_day", settings.codes.per_day},
                    {"code_cooldown_seconds", settings.codes.cooldown_seconds},
                    {"wrong_passwords", settings.login.failures},
                    {"most_wrong_passwords", settings.login.most_failures},
                    {"longest_lock_minutes", settings.login.lock_minutes},
                    {"known_client_days", settings.login.known_client_days},
                    {"password_shortest", settings.passwords.shortest},
                    {"password_longest", settings.passwords.longest},
                    {"password_symbols", settings.passwords.symbols}}}},
                 {}};
}

}  // namespace

const PortalHandlers& portal_handlers() {
  static const PortalHandlers all{
      {"hello", hello},
      {"ping", ping},
      {"reset.begin", reset_begin},
      {"reset.choose_prefecture", reset_choose_prefecture},
      {"reset.verify", reset_verify},
      {"reset.set_password", reset_set_password},
      {"application.begin", application_begin},
      {"application.choose_prefecture", application_choose_prefecture},
      {"application.verify", application_verify},
      {"application.submit", application_submit},
      {"login.begin", login_begin},
      {"login.set_password", login_set_password},
  };
  return all;
}

}  // namespace saihakko
