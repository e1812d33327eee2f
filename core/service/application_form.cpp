#include "core/service/application_form.hpp"

#include <algorithm>

#include "core/domain/prefecture_choice.hpp"
#include "core/domain/serial_number.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/service/application_steps.hpp"
#include "core/service/mailed_code.hpp"
#include "core/service/portal_sentences.hpp"
#include "core/service/submit_application.hpp"
#include "core/store/applications_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/serials_table.hpp"
#include "core/store/tickets_table.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

constexpr CodePurpose kPurpose = CodePurpose::application;

/// The form as a row of its own, from the moment its union is known. The sum of the ticket is its
/// submission: no file of another portal can name it.
void begin_application(Database& database, Ticket& ticket, Instant now) {
  const std::string receipt =
      serial_number(kReceiptLetter, draw_serials(database, "receipt_number"));
  ticket.application_id = add_application(database,
                                          {.receipt_number = receipt,
                                           .submission_id = ticket.sum,
                                           .office_number = ticket.office_number,
                                           .prefecture = ticket.prefecture,
                                           .kind = ApplicationKind::reissue,
                                           .notification_mail = ticket.mail,
                                           .submitted_at = now,
                                           .state = ApplicationState::begun},
                                          now);
  append_audit(database, Actor::portal(), now, {"application_begun", receipt, ""});
}

PortalRefusal limited(Database& database, const Ticket& ticket, const LimitVerdict& verdict,
                      Instant now) {
  append_audit(database, Actor::portal(), now,
               {"code_refused", ticket.office_number.text(), to_text(verdict.limit)});
  return {verdict.limit == CodeLimit::cool_down ? "cool_down" : "limit_reached",
          portal_sentences::limit_reached(kPurpose, verdict.limit, verdict.retry_at),
          verdict.retry_at};
}

Begun code_on_its_way(const PortalDesk& desk, const Ticket& ticket, std::string ticket_text,
                      Aftermath after) {
  return {.ticket = std::move(ticket_text),
          .next = TicketStep::verify,
          .message = portal_sentences::code_on_its_way(kPurpose, ticket.mail,
                                                       desk.settings.codes),
          .after = std::move(after)};
}

PortalRefusal ticket_over() { return {"ticket_over", portal_sentences::ticket_over()}; }

/// The application of a form, while it stands where the form has left it.
std::optional<Application> form_at(Database& database, const Ticket& ticket,
                                   ApplicationState state) {
  auto application = find_application(database, ticket.application_id);
  if (!application || application->state != state) return std::nullopt;
  return application;
}

/// 紙請求・媒体請求: who has no ID with the union that is asked can only mean a first one.
ApplicationKind kind_for(Database& database, const Application& application) {
  const auto accounts = accounts_of(database, application.office_number);
  const bool has_id = std::any_of(accounts.begin(), accounts.end(), [&](const Account& account) {
    return account.prefecture == application.prefecture;
  });
  return has_id ? ApplicationKind::reissue : ApplicationKind::first_id;
}

}  // namespace

std::variant<Begun, PortalRefusal> begin_form(Database& database, const PortalDesk& desk,
                                              const OfficeNumber& office_number,
                                              const MailAddress& notification_mail,
                                              std::string_view client, Instant now) {
  std::string text = draw_ticket(desk.random);
  Ticket ticket{.sum = ticket_sum(text),
                .flow = Flow::application,
                .step = TicketStep::choose_prefecture,
                .office_number = office_number,
                .mail = notification_mail.text(),
                .client_mark = client_mark(desk.key, client),
                .expires_at = ticket_end(desk, now)};
  Transaction transaction(database);
  if (!find_office(database, office_number)) {
    return PortalRefusal{"office_unknown", portal_sentences::office_unknown(), std::nullopt};
  }
  const auto choice =
      prefecture_choice(kPurpose, office_number, accounts_of(database, office_number));
  if (!choice.empty()) {
    add_ticket(database, ticket);
    transaction.commit();
    return Begun{.ticket = std::move(text),
                 .next = TicketStep::choose_prefecture,
                 .prefectures = named(desk.unions, choice),
                 .message = portal_sentences::choose_prefecture(kPurpose),
                 .after = {}};
  }
  ticket.prefecture = office_number.prefecture();
  const CodeRequest request = request_code(database, desk, kPurpose, ticket, now);
  if (request.verdict.limit != CodeLimit::none) {
    PortalRefusal refusal = limited(database, ticket, request.verdict, now);
    transaction.commit();
    return refusal;
  }
  begin_application(database, ticket, now);
  ticket.step = TicketStep::verify;
  ticket.id = add_ticket(database, ticket);
  Aftermath after = issue_code(database, desk, request, ticket, "", now);
  transaction.commit();
  return code_on_its_way(desk, ticket, std::move(text), std::move(after));
}

std::variant<Begun, PortalRefusal> choose_form_prefecture(Database& database,
                                                          const PortalDesk& desk,
                                                          std::string_view ticket_text,
                                                          std::string_view prefecture,
                                                          Instant now) {
  Transaction transaction(database);
  auto found =
      ticket_at(database, Flow::application, ticket_text, {TicketStep::choose_prefecture}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket ticket = std::get<Ticket>(std::move(found));
  const auto choice = prefecture_choice(kPurpose, ticket.office_number,
                                        accounts_of(database, ticket.office_number));
  if (std::find(choice.begin(), choice.end(), prefecture) == choice.end()) {
    return PortalRefusal{"prefecture_not_offered", portal_sentences::prefecture_not_offered(), std::nullopt};
  }
  ticket.prefecture = prefecture;
  const CodeRequest request = request_code(database, desk, kPurpose, ticket, now);
  if (request.verdict.limit != CodeLimit::none) {
    PortalRefusal refusal = limited(database, ticket, request.verdict, now);
    transaction.commit();
    return refusal;
  }
  begin_application(database, ticket, now);
  ticket.step = TicketStep::verify;
  ticket.expires_at = ticket_end(desk, now);
  move_ticket(database, ticket, TicketStep::choose_prefecture);
  Aftermath after = issue_code(database, desk, request, ticket, "", now);
  transaction.commit();
  return code_on_its_way(desk, ticket, "", std::move(after));
}

std::variant<FormVerified, PortalRefusal> verify_form(Database& database, const PortalDesk& desk,
                                                      std::string_view ticket_text,
                                                      std::string_view confirmation_code,
                                                      Instant now) {
  Transaction transaction(database);
  auto found = ticket_at(database, Flow::application, ticket_text, {TicketStep::verify}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket ticket = std::get<Ticket>(std::move(found));
  if (auto refusal = judge_code(database, desk, kPurpose, ticket, confirmation_code, now)) {
    transaction.commit();  // the try counts
    return std::move(*refusal);
  }
  auto application = form_at(database, ticket, ApplicationState::begun);
  const auto office = find_office(database, ticket.office_number);
  if (!application || !office) return ticket_over();
  step(database, Actor::portal(), *application, ApplicationState::verified, "", now);
  ticket.step = TicketStep::submit;
  ticket.expires_at = ticket_end(desk, now);
  move_ticket(database, ticket, TicketStep::verify);
  transaction.commit();
  return FormVerified{.office_number = ticket.office_number.text(),
                      .office_name = office->name,
                      .notification_mail = application->notification_mail,
                      .prefecture = application->prefecture,
                      .prefecture_name = desk.unions.at(application->prefecture).prefecture_name,
                      .message = portal_sentences::confirm_application()};
}

std::variant<FormSubmitted, PortalRefusal> submit_form(Database& database, const PortalDesk& desk,
                                                       std::string_view ticket_text,
                                                       Instant now) {
  Transaction transaction(database);
  auto found = ticket_at(database, Flow::application, ticket_text,
                         {TicketStep::submit, TicketStep::done}, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&found)) return std::move(*refusal);
  Ticket ticket = std::get<Ticket>(std::move(found));
  if (ticket.step == TicketStep::done) {
    const auto submitted = find_application(database, ticket.application_id).value();
    return FormSubmitted{submitted.receipt_number, portal_sentences::application_done(), {}};
  }
  auto application = form_at(database, ticket, ApplicationState::verified);
  if (!application) return ticket_over();
  application->kind = kind_for(database, *application);
  application->submitted_at = now;
  set_submitted(database, application->id, application->kind, now);
  step(database, Actor::portal(), *application, ApplicationState::submitted, "", now);
  ticket.step = TicketStep::done;
  move_ticket(database, ticket, TicketStep::submit);
  FormSubmitted submitted{application->receipt_number, portal_sentences::application_done(), {}};
  submitted.after.notices = tell_of_submission(database, desk.outbox, *application, now);
  transaction.commit();
  return submitted;
}

}  // namespace saihakko
