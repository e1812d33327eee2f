#include "core/service/portal/application_form.hpp"

#include <algorithm>

#include "core/domain/serial_number.hpp"
#include "core/service/applications/submit_application.hpp"
#include "core/service/portal/mailed_code.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/serials_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

constexpr CodePurpose kPurpose = CodePurpose::application;

/// The form as a row of its own, from the moment its union is known. Its submission_id is the sum
/// of the ticket, which no file of another portal can name.
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
  count_code(database, "code_refused", ticket, to_text(verdict.limit), now);
  return {verdict.limit == CodeLimit::cool_down ? "cool_down" : "limit_reached",
          portal_sentences::limit_reached(kPurpose, verdict.limit, verdict.retry_at),
          verdict.retry_at};
}

/// Begins the application and issues its code; a limit is audited and told.
std::variant<Aftermath, PortalRefusal> send_code(Database& database, const PortalDesk& desk,
                                                 Ticket& ticket, StoreTicket store, Instant now) {
  const CodeRequest request = request_code(database, desk, kPurpose, ticket, now);
  if (request.verdict.limit != CodeLimit::none) {
    return limited(database, ticket, request.verdict, now);
  }
  begin_application(database, ticket, now);
  ticket.step = TicketStep::verify;
  ticket.expires_at = ticket_end(desk, now);
  store(database, ticket);
  return issue_code(database, desk, request, ticket, ticket.mail, "", now);
}

PortalRefusal ticket_over() {
  return {"ticket_over", portal_sentences::ticket_over()};
}

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
                                              const Beginner& beginner, Instant now) {
  std::string text;
  Ticket ticket = draw_ticket_for(desk, Flow::application, beginner, text, now);
  Transaction transaction(database);
  if (!find_office(database, beginner.office_number)) {
    return PortalRefusal{"office_unknown", portal_sentences::office_unknown(), std::nullopt};
  }
  if (auto asked = ask_prefecture(database, desk, kPurpose, ticket, text)) {
    transaction.commit();
    return std::move(*asked);
  }
  auto sent = send_code(database, desk, ticket, store_new_ticket, now);
  transaction.commit();
  if (auto* refusal = std::get_if<PortalRefusal>(&sent)) return std::move(*refusal);
  return code_on_its_way(desk, kPurpose, ticket, text, std::get<Aftermath>(std::move(sent)));
}

std::variant<Begun, PortalRefusal> choose_form_prefecture(Database& database,
                                                          const PortalDesk& desk,
                                                          std::string_view ticket_text,
                                                          std::string_view prefecture,
                                                          Instant now) {
  Transaction transaction(database);
  auto chosen =
      choose_prefecture(database, desk, kPurpose, Flow::application, ticket_text, prefecture, now);
  if (auto* refusal = std::get_if<PortalRefusal>(&chosen)) return std::move(*refusal);
  Ticket& ticket = std::get<Ticket>(chosen);
  auto sent = send_code(database, desk, ticket, store_chosen_ticket, now);
  transaction.commit();
  if (auto* refusal = std::get_if<PortalRefusal>(&sent)) return std::move(*refusal);
  return code_on_its_way(desk, kPurpose, ticket, "", std::get<Aftermath>(std::move(sent)));
}

std::variant<FormVerified, PortalRefusal> verify_form(Database& database, const PortalDesk& desk,
                                                      std::string_view ticket_text,
                                                      std::string_view confirmation_code,
                                                      Instant now) {
  Transaction transaction(database);
  auto found = ticket_at(database, desk, Flow::application, ticket_text, {TicketStep::verify}, now);
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
                                                       std::string_view ticket_text, Instant now) {
  Transaction transaction(database);
  auto found = ticket_at(database, desk, Flow::application, ticket_text,
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
