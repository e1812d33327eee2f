#include "core/store/tables/tickets_table.hpp"

#include "core/domain/term.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row =
    std::tuple<std::int64_t, std::string, std::string, std::string, std::string, std::string,
               std::string, std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

constexpr const char* kAdd =
    "INSERT INTO tickets (ticket_sum, flow, step, office_number, mail, client_mark, prefecture, "
    "account_id, application_id, letter_id, expires_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ticket_id";
constexpr const char* kFind =
    "SELECT ticket_id, ticket_sum, flow, step, office_number, mail, client_mark, prefecture, "
    "COALESCE(account_id, 0), COALESCE(application_id, 0), COALESCE(letter_id, 0), expires_ms "
    "FROM tickets WHERE ticket_sum = $1";
constexpr const char* kFormUntil =
    "SELECT expires_ms FROM tickets WHERE application_id = $1 AND step <> 'ended' "
    "ORDER BY expires_ms DESC LIMIT 1";
constexpr const char* kMove =
    "UPDATE tickets SET step = $1, prefecture = $2, account_id = $3, application_id = $4, "
    "expires_ms = $5 WHERE ticket_id = $6 AND step = $7 RETURNING ticket_id";
constexpr const char* kRenewRefused =
    "UPDATE tickets SET ticket_sum = $1, step = $2, mail = $3, client_mark = $4, expires_ms = $5 "
    "WHERE ticket_id = $6";
constexpr const char* kEndOfUnion =
    "UPDATE tickets SET step = 'ended', mail = '' WHERE office_number = $1 AND prefecture = $2 "
    "AND flow <> 'application' AND ticket_id <> $3 AND step <> 'ended'";
constexpr const char* kEndCodesOfUnion =
    "UPDATE codes SET state = 'ended', state_ms = $1 WHERE state = 'live' AND ticket_id IN "
    "(SELECT ticket_id FROM tickets WHERE office_number = $2 AND prefecture = $3 "
    "AND flow <> 'application' AND ticket_id <> $4)";
constexpr const char* kEndOfOffice =
    "UPDATE tickets SET step = 'ended', mail = '' WHERE office_number = $1 AND step <> 'ended'";
constexpr const char* kEndCodesOfOffice =
    "UPDATE codes SET state = 'ended', state_ms = $1 WHERE state = 'live' AND office_number = $2";
constexpr const char* kEndLogins =
    "UPDATE tickets SET step = 'ended', mail = '' WHERE office_number = $1 AND account_id = $2 "
    "AND flow = 'login' AND step <> 'ended'";
constexpr const char* kEndExpired =
    "UPDATE tickets SET step = 'ended', mail = '' WHERE ticket_id IN (SELECT ticket_id "
    "FROM tickets WHERE step <> 'ended' AND expires_ms <= $1 LIMIT $2) "
    "RETURNING COALESCE(application_id, 0)";
constexpr const char* kEndAhead =
    "UPDATE tickets SET step = 'ended', mail = '' WHERE ticket_id IN (SELECT ticket_id "
    "FROM tickets WHERE step <> 'ended' AND expires_ms > $1 LIMIT $2) "
    "RETURNING COALESCE(application_id, 0)";

std::optional<std::int64_t> null_for_none(std::int64_t id) {
  if (id == 0) return std::nullopt;
  return id;
}

}  // namespace

std::int64_t add_ticket(Database& database, const Ticket& ticket) {
  return std::get<0>(database
                         .select_one<std::tuple<std::int64_t>>(
                             kAdd, ticket.sum, to_text(ticket.flow), to_text(ticket.step),
                             ticket.office_number.text(), ticket.mail, ticket.client_mark,
                             ticket.prefecture, null_for_none(ticket.account_id),
                             null_for_none(ticket.application_id), null_for_none(ticket.letter_id),
                             ticket.expires_at.ms)
                         .value());
}

std::optional<Instant> form_open_until(Database& database, std::int64_t application_id) {
  const auto row = database.select_one<std::tuple<std::int64_t>>(kFormUntil, application_id);
  if (!row) return std::nullopt;
  return Instant{std::get<0>(*row)};
}

std::optional<Ticket> find_ticket(Database& database, std::string_view ticket_sum) {
  auto row = database.select_one<Row>(kFind, ticket_sum);
  if (!row) return std::nullopt;
  auto& [id, sum, flow, step, office, mail, client, prefecture, account, application, letter,
         expires] = *row;
  return Ticket{.id = id,
                .sum = std::move(sum),
                .flow = parse_flow(flow),
                .step = parse_ticket_step(step),
                .office_number = OfficeNumber::parse(office).value(),
                .mail = std::move(mail),
                .client_mark = std::move(client),
                .prefecture = std::move(prefecture),
                .account_id = account,
                .application_id = application,
                .letter_id = letter,
                .expires_at = {expires}};
}

bool move_ticket(Database& database, const Ticket& ticket, TicketStep from) {
  return database
      .select_one<std::tuple<std::int64_t>>(
          kMove, to_text(ticket.step), ticket.prefecture, null_for_none(ticket.account_id),
          null_for_none(ticket.application_id), ticket.expires_at.ms, ticket.id, to_text(from))
      .has_value();
}

void renew_refused_ticket(Database& database, std::int64_t ticket_id, const Ticket& ticket) {
  database.execute(kRenewRefused, ticket.sum, to_text(ticket.step), ticket.mail, ticket.client_mark,
                   ticket.expires_at.ms, ticket_id);
}

void end_tickets_of_union(Database& database, const OfficeNumber& number,
                          std::string_view prefecture, std::int64_t except_ticket_id, Instant now) {
  database.execute(kEndCodesOfUnion, now.ms, number.text(), prefecture, except_ticket_id);
  database.execute(kEndOfUnion, number.text(), prefecture, except_ticket_id);
}

void end_tickets_of_office(Database& database, const OfficeNumber& number, Instant now) {
  database.execute(kEndCodesOfOffice, now.ms, number.text());
  database.execute(kEndOfOffice, number.text());
}

void end_login_tickets(Database& database, const OfficeNumber& number, std::int64_t account_id) {
  database.execute(kEndLogins, number.text(), account_id);
}

std::vector<std::int64_t> end_expired_tickets(Database& database, std::int64_t lifetime_ms,
                                              Instant now, std::int64_t limit) {
  using Row = std::tuple<std::int64_t>;
  std::vector<std::int64_t> applications;
  for (const auto& [id] : database.select<Row>(kEndExpired, now.ms, limit)) {
    applications.push_back(id);
  }
  const auto left = limit - static_cast<std::int64_t>(applications.size());
  const Instant latest = latest_end(lifetime_ms, now);
  for (const auto& [id] : database.select<Row>(kEndAhead, latest.ms, left)) {
    applications.push_back(id);
  }
  return applications;
}

}  // namespace saihakko
