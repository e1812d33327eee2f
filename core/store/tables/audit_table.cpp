#include "core/store/tables/audit_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/sha256.hpp"
#include "core/store/engine/row_digests.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Stored = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
                          std::string, std::string, std::string, std::string, std::string>;

#define COLUMNS "seq, at_ms, real_ms, actor, event, subject, detail, hash, books, mac"

constexpr const char* kHead = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
constexpr const char* kCountRows = "SELECT COUNT(*) FROM audit";
constexpr const char* kAppend =
    "INSERT INTO audit (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr const char* kRows = "SELECT " COLUMNS
                              " FROM audit "
                              "WHERE seq >= $1 ORDER BY seq LIMIT $2";
constexpr const char* kRowsOf = "SELECT " COLUMNS
                                " FROM audit "
                                "WHERE subject = $1 ORDER BY seq DESC LIMIT $2";
constexpr const char* kLatest = "SELECT " COLUMNS
                                " FROM audit "
                                "WHERE event = $1 OR $1 = '' ORDER BY seq DESC LIMIT $2";
constexpr const char* kLatestOf =
    "SELECT " COLUMNS
    " FROM audit "
    "WHERE subject = $1 AND (event = $2 OR $2 = '') ORDER BY seq DESC LIMIT $3";

AuditRow from(Stored&& row) {
  auto& [seq, at, real, actor, event, subject, detail, hash, books, mac] = row;
  return {seq,
          {at},
          {real},
          std::move(actor),
          std::move(event),
          std::move(subject),
          std::move(detail),
          std::move(hash),
          std::move(books),
          std::move(mac)};
}

std::vector<AuditRow> from(std::vector<Stored>&& stored) {
  std::vector<AuditRow> rows;
  rows.reserve(stored.size());
  for (Stored& row : stored)
    rows.push_back(from(std::move(row)));
  return rows;
}

}  // namespace

std::string audit_hash(std::string_view previous_hash, const AuditRow& row) {
  Sha256 sum;
  const auto add = [&sum](std::string_view field) {
    sum.add(fmt::format("{}:", field.size()));
    sum.add(field);
  };
  add(previous_hash);
  for (const std::int64_t number : {row.seq, row.at.ms, row.real.ms})
    add(std::to_string(number));
  for (const std::string* text : {&row.actor, &row.event, &row.subject, &row.detail})
    add(*text);
  if (!row.books.empty()) add(row.books);
  return sum.hex();
}

void append_audit(Database& database, const Actor& actor, Instant at, const AuditEvent& event) {
  const auto head = database.select_one<std::tuple<std::int64_t, std::string>>(kHead);
  const auto& [last_seq, last_hash] = head.value_or(std::tuple<std::int64_t, std::string>(0, ""));
  AuditRow row{last_seq + 1,
               at,
               Clock::real_now(),
               actor.text(),
               std::string(event.event),
               std::string(event.subject),
               std::string(event.detail),
               {},
               {},
               {}};
  RowDigests& digests = database.digests();
  const bool keyed = digests.kept() && digests.keyed();
  if (keyed) row.books = digests.settle();
  row.hash = audit_hash(last_hash, row);
  if (keyed) row.mac = digests.mac_of(row.hash);
  database.execute(kAppend, row.seq, row.at.ms, row.real.ms, row.actor, row.event, row.subject,
                   row.detail, row.hash, row.books, row.mac);
  if (keyed) digests.appended(row.hash);
}

std::vector<AuditRow> audit_rows(Database& database, std::int64_t first_seq, std::int64_t limit) {
  return from(database.select<Stored>(kRows, first_seq, limit));
}

std::vector<AuditRow> audit_rows_of(Database& database, std::string_view subject,
                                    std::int64_t limit) {
  std::vector<AuditRow> rows = from(database.select<Stored>(kRowsOf, subject, limit));
  std::reverse(rows.begin(), rows.end());
  return rows;
}

std::vector<AuditRow> latest_audit_rows(Database& database, std::string_view event,
                                        std::int64_t limit) {
  return from(database.select<Stored>(kLatest, event, limit));
}

std::vector<AuditRow> latest_audit_rows_of(Database& database, std::string_view subject,
                                           std::string_view event, std::int64_t limit) {
  return from(database.select<Stored>(kLatestOf, subject, event, limit));
}

std::int64_t count_audit_rows(Database& database) {
  return std::get<0>(database.select_one<std::tuple<std::int64_t>>(kCountRows).value());
}

std::string audit_head(Database& database) {
  const auto head = database.select_one<std::tuple<std::int64_t, std::string>>(kHead);
  return head ? std::get<1>(*head) : std::string();
}

}  // namespace saihakko
