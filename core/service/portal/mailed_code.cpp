#include "core/service/portal/mailed_code.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/mail_address.hpp"
#include "core/domain/term.hpp"
#include "core/domain/text_folding.hpp"
#include "core/secrets/drawn_secrets.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/portal/guess_count.hpp"
#include "core/service/portal/portal_sentences.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/portal_counts_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kCodeUse = "code";
constexpr std::string_view kDecoyUse = "decoy";  // what is typed is never looked up under it

/// What a code proves goes into its MAC: it opens nothing but its own ticket.
std::string code_mac(const MasterKey& key, std::string_view use, CodePurpose purpose,
                     const Ticket& ticket, std::string_view code) {
  return key.mac(use, fmt::format("{}\n{}\n{}\n{}\n{}", to_text(purpose), ticket.sum,
                                  ticket.account_id, ticket.application_id, code));
}

/// The known clients of an account have marks of their own: nothing that a stranger asks for counts
/// towards their limits. They share them, for whoever has the password makes as many as he likes.
CodeMarks marks_of(const MasterKey& key, CodePurpose purpose, const Ticket& ticket,
                   std::string_view account_if_known) {
  const bool known = !account_if_known.empty();
  const auto parsed = MailAddress::parse(ticket.mail, MailDomains::any);
  const auto* mail = std::get_if<MailAddress>(&parsed);
  const std::string mailbox = mail != nullptr ? mail->mailbox() : fold_width(ticket.mail);
  const std::string domain = mailbox.substr(mailbox.rfind('@') + 1);
  const std::string whose = known ? fmt::format("\n{}", account_if_known) : "";
  const auto mark = [&](std::string_view use, std::string_view text) {
    return key.mark(use, fmt::format("{}\n{}{}", to_text(purpose), text, whose));
  };
  return {.office_number = ticket.office_number,
          .pair = mark("code-pair", fmt::format("{}\n{}", ticket.office_number.text(), mailbox)),
          .address = mark("code-address", mailbox),
          .client = ticket.client_mark,
          .domain = known ? std::string() : mark("code-domain", domain)};
}

}  // namespace

void count_code(Database& database, std::string_view event, const Ticket& ticket,
                std::string_view withheld, Instant now) {
  // A number that no ledger knows is not kept.
  const bool unknown = withheld == "office_unknown";
  count_portal_event(database,
                     withheld.empty() ? std::string(event) : fmt::format("{}.{}", event, withheld),
                     unknown ? "unknown" : ticket.office_number.text(), now);
}

namespace {

/// Totals are told to the operator. They refuse no code.
void raise_alert(Database& database, Aftermath& after, std::string_view alert,
                 std::string_view subject, Instant now) {
  append_audit(database, Actor::portal(), now, {alert, subject, ""});
  after.alerts.push_back(fmt::format("{} {}", alert, subject));
}

void watch_totals(Database& database, const PortalDesk& desk, const CodeRequest& request,
                  std::string_view withheld, Aftermath& after, Instant now) {
  const CodeLimits& limits = desk.settings.codes;
  const auto of_office = count_office_codes(database, request.marks.office_number, now,
                                            limits.alert_office_per_day + 1);
  if (request.verdict.limit != CodeLimit::none) return;  // it does not count
  if (of_office == limits.alert_office_per_day) {
    raise_alert(database, after, "alert_office_codes", request.marks.office_number.text(), now);
  }
  if (withheld.empty() && request.history.service_last_hour + 1 == limits.alert_service_per_hour) {
    raise_alert(database, after, "alert_service_codes", to_text(request.purpose), now);
  }
}

PortalRefusal over(CodePurpose purpose, CodeState state, const CodeLimits& limits) {
  switch (state) {
    case CodeState::expired:
      return {"code_expired", portal_sentences::code_expired(purpose, limits)};
    case CodeState::superseded:
      return {"code_superseded", portal_sentences::code_superseded(purpose)};
    case CodeState::exhausted: return {"code_exhausted", portal_sentences::code_exhausted(purpose)};
    case CodeState::live:
    case CodeState::used:
    case CodeState::ended: return {"ticket_over", portal_sentences::ticket_over()};
  }
  return {};
}

PortalRefusal end_code(Database& database, CodePurpose purpose, const CodeLimits& limits,
                       const Ticket& ticket, const StoredCode& code, CodeState state, Instant now) {
  settle_code(database, code.id, state, now);
  count_code(database, fmt::format("code_{}", to_text(state)), ticket, "", now);
  return over(purpose, state, limits);
}

bool is_code(std::string_view text, int digits) {
  return text.size() == static_cast<std::size_t>(digits) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

CodeRequest request_code(Database& database, const PortalDesk& desk, CodePurpose purpose,
                         const Ticket& ticket, Instant now) {
  const std::string holder =
      user_id(desk.settings.user_id_prefix, ticket.prefecture, ticket.office_number);
  const bool known =
      knows_client(database, desk.key, desk.settings.login, holder, ticket.client_mark, now);
  CodeMarks marks = marks_of(desk.key, purpose, ticket, known ? std::string_view(holder) : "");
  CodeHistory history = code_history(database, purpose, marks, desk.settings.codes, now);
  const LimitVerdict verdict = judge_limits(desk.settings.codes, history, now);
  return {purpose, std::move(marks), std::move(history), verdict};
}

bool reuse_refused(Database& database, const PortalDesk& desk, const CodeRequest& request,
                   const Ticket& ticket, Instant now) {
  if (!counts_requests(request.verdict.limit)) return false;
  const auto earlier = find_refused_ticket(database, request.marks.pair, now);
  if (!earlier) return false;
  std::string code = draw_code(desk.random, digits_of(request.purpose));
  const Wiped wiped(code);
  renew_refused_ticket(database, *earlier, ticket);
  renew_refused_code(database, *earlier,
                     code_mac(desk.key, kDecoyUse, request.purpose, ticket, code),
                     now.plus_ms(desk.settings.codes.lifetime_ms()), now);
  count_code(database, "code_withheld", ticket, to_text(request.verdict.limit), now);
  return true;
}

Aftermath issue_code(Database& database, const PortalDesk& desk, const CodeRequest& request,
                     const Ticket& ticket, std::string_view recipient, std::string_view withheld,
                     Instant now) {
  const bool limited = request.verdict.limit != CodeLimit::none;
  settle_older_codes(database, request.marks, limited ? OlderCodes::kept : OlderCodes::superseded,
                     now);
  std::string code = draw_code(desk.random, digits_of(request.purpose));
  const Wiped wiped(code);
  const Instant expires_at = now.plus_ms(desk.settings.codes.lifetime_ms());
  add_code(database,
           {.ticket_id = ticket.id,
            .purpose = request.purpose,
            .mac = code_mac(desk.key, withheld.empty() ? kCodeUse : kDecoyUse, request.purpose,
                            ticket, code),
            .marks = request.marks,
            .counted = !limited,
            .sent = withheld.empty(),
            .expires_at = expires_at},
           now);
  Aftermath after;
  after.notices.push_back(
      desk.outbox.queue_code(database,
                             {.purpose = request.purpose,
                              .ticket_id = ticket.id,
                              .ticket_sum = ticket.sum,
                              .office_number = ticket.office_number.text(),
                              .prefecture = ticket.prefecture,
                              .recipient = withheld.empty() ? recipient : std::string_view(),
                              .code = code,
                              .expires_at = expires_at},
                             now));
  count_code(database, withheld.empty() ? "code_issued" : "code_withheld", ticket, withheld, now);
  watch_totals(database, desk, request, withheld, after, now);
  return after;
}

std::optional<PortalRefusal> judge_code(Database& database, const PortalDesk& desk,
                                        CodePurpose purpose, const Ticket& ticket,
                                        std::string_view typed, Instant now) {
  const CodeLimits& limits = desk.settings.codes;
  std::string folded = fold_width(typed);
  const Wiped wiped(folded);
  if (!is_code(folded, digits_of(purpose))) {
    return PortalRefusal{"code_malformed", portal_sentences::code_malformed(purpose)};
  }
  const auto code = find_code(database, ticket.id);
  if (!code) return over(purpose, CodeState::ended, limits);
  if (code->state != CodeState::live) return over(purpose, code->state, limits);
  if (!is_on(code->expires_at, limits.lifetime_ms(), now)) {
    return end_code(database, purpose, limits, ticket, *code, CodeState::expired, now);
  }
  const auto tries = count_try(database, code->id, limits.tries);
  if (!tries) return end_code(database, purpose, limits, ticket, *code, CodeState::exhausted, now);
  if (equal_macs(code->mac, code_mac(desk.key, kCodeUse, purpose, ticket, folded))) {
    settle_code(database, code->id, CodeState::used, now);
    append_audit(database, Actor::portal(), now,
                 {"code_used", ticket.office_number.text(), to_text(purpose)});
    return std::nullopt;
  }
  count_code(database, "code_wrong", ticket, "", now);
  if (*tries == limits.tries) {
    return end_code(database, purpose, limits, ticket, *code, CodeState::exhausted, now);
  }
  return PortalRefusal{"code_wrong", portal_sentences::code_wrong(purpose, limits.tries - *tries)};
}

}  // namespace saihakko
