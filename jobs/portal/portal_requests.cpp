#include "jobs/portal/portal_requests.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/domain/mail_address.hpp"
#include "core/domain/system_error_text.hpp"
#include "core/files/json_lines.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/portal/application_form.hpp"
#include "core/service/portal/log_in.hpp"
#include "core/service/portal/portal_health.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/portal/reset_login.hpp"
#include "core/service/portal/set_new_password.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/portal/portal_fields.hpp"

namespace saihakko {
namespace {

/// What a granted request gives, besides `id` and `ok`.
struct Granted {
  Json fields;
  Aftermath after;
};
using Outcome = std::variant<Granted, PortalRefusal>;

/// A request on its way to the service.
struct Request {
  Database& database;
  const PortalDesk& desk;
  PortalFields fields;
  std::string_view client;
  Instant now;
};

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

using Handler = Outcome (*)(Request&);

Outcome hello(Request& request);

/// Whether a code could be asked for now: the database answers, and how many mails wait.
Outcome ping(Request& request) {
  if (auto refusal = request.fields.refusal()) return *refusal;
  const std::int64_t mails = mails_due(request.database, request.now);
  return Granted{{{"ready", true}, {"database", "ok"}, {"mails_waiting", mails}}, {}};
}

const std::map<std::string, Handler, std::less<>>& handlers() {
  static const std::map<std::string, Handler, std::less<>> all{
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

/// What this program is, what it can be asked, and within what bounds.
Outcome hello(Request& request) {
  if (auto refusal = request.fields.refusal()) return *refusal;
  Json requests = Json::array();
  for (const auto& [name, handler] : handlers())
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

PortalRefusal bad_request(std::string_view why) {
  return {"bad_request", fmt::format("要求を読めません: {}", why)};
}

PortalRefusal try_again(Instant now) {
  constexpr std::int64_t kRetryIn_ms = 30'000;
  return {"try_again", portal_sentences::try_again(), now.plus_ms(kRetryIn_ms)};
}

/// Names one answer and its line in the log.
std::string draw_trace(RandomSource& random) {
  constexpr std::uint32_t kPartBound = 0x1000000;
  const std::uint32_t first = random.below(kPartBound);
  return fmt::format("{:06x}{:06x}", first, random.below(kPartBound));
}

bool is_request_id(const nlohmann::json& id) {
  if (id.is_number_integer()) return true;  // the parser refuses what exceeds 53 bits
  return id.is_string() && id.get_ref<const std::string&>().size() <= PortalRequests::kLongestId;
}

std::string_view text_of(const nlohmann::json& object, const char* key) {
  const auto value = object.find(key);
  if (value == object.end() || !value->is_string()) return {};
  return value->get_ref<const std::string&>();
}

std::string answer_line(const nlohmann::json& id, Json&& fields) {
  Json answer{{"id", id}};
  answer.update(fields);
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Whose answer it is, and how the log names it.
struct Asked {
  nlohmann::json id;
  std::string name;  ///< of the request; empty for what is none
  std::string trace;
};

PortalAnswer refused(const Asked& asked, const PortalRefusal& refusal) {
  Json error{{"code", refusal.code}, {"message", refusal.message}};
  if (refusal.retry_at) error["retry_at"] = rfc3339(*refusal.retry_at);
  if (!refusal.breaches.empty()) error["breaches"] = refusal.breaches;
  return {answer_line(asked.id, {{"ok", false}, {"error", error}, {"trace", asked.trace}}), {}};
}

PortalAnswer accepted(const Asked& asked, Granted&& granted) {
  Json fields{{"ok", true}};
  fields.update(granted.fields);
  fields["trace"] = asked.trace;
  return {answer_line(asked.id, std::move(fields)), std::move(granted.after)};
}

PortalAnswer log_and_answer(Log& log, const Asked& asked, Outcome&& outcome) {
  const auto* refusal = std::get_if<PortalRefusal>(&outcome);
  log.info("portal_answered", {{"do", asked.name},
                               {"outcome", refusal == nullptr ? "ok" : refusal->code},
                               {"trace", asked.trace}});
  if (refusal != nullptr) return refused(asked, *refusal);
  return accepted(asked, std::get<Granted>(std::move(outcome)));
}

/// Passwords and codes stand in its texts.
void wipe_texts(nlohmann::json& object) {
  for (nlohmann::json& value : object) {
    if (value.is_string()) wipe(value.get_ref<std::string&>());
  }
}

}  // namespace

PortalAnswer PortalRequests::too_long() {
  return log_and_answer(log_, {nullptr, "", draw_trace(desk_.random)},
                        bad_request("行が長すぎます(64キロバイトまで)"));
}

PortalAnswer PortalRequests::answer(std::string_view line, Instant now) {
  Asked asked{nullptr, "", draw_trace(desk_.random)};
  auto parsed = parse_json_object(line);
  if (const auto* fault = std::get_if<JsonRefusal>(&parsed)) {
    return log_and_answer(log_, asked, bad_request(to_japanese(fault->fault)));
  }
  auto& object = std::get<nlohmann::json>(parsed);
  const auto id_at = object.find("id");
  if (id_at == object.end() || !is_request_id(*id_at)) {
    return log_and_answer(log_, asked, bad_request("項目「id」は64バイトまでの文字列か整数です"));
  }
  asked.id = *id_at;
  const std::string_view name = text_of(object, "do");
  const auto handler = handlers().find(name);
  if (name.empty()) return log_and_answer(log_, asked, bad_request("項目「do」がありません"));
  if (handler == handlers().end()) {
    return log_and_answer(log_, asked, bad_request("知らない「do」です"));
  }
  asked.name = handler->first;
  Request request{database_, desk_, PortalFields(object), {}, now};
  request.client = request.fields.optional_text("client");
  try {
    Outcome outcome = handler->second(request);
    wipe_texts(object);
    return log_and_answer(log_, asked, std::move(outcome));
  } catch (const std::exception& failure) {
    wipe_texts(object);
    log_.error(
        "portal_failed",
        {{"do", asked.name}, {"trace", asked.trace}, {"cause", failure_text(failure)}});
    return refused(asked, try_again(now));
  }
}

}  // namespace saihakko
