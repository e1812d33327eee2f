#include "core/store/tables/bounces_table.hpp"

#include "core/domain/term.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO bounces (notice_id, kind, cause, status, diagnosis, taken_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr const char* kOf =
    "SELECT kind, cause, status, diagnosis, taken_ms FROM bounces WHERE notice_id = $1 "
    "ORDER BY bounce_id";
constexpr const char* kBounced =
    "SELECT notice_id, COALESCE((SELECT bounces.cause FROM bounces "
    "WHERE bounces.notice_id = notices.notice_id AND bounces.kind = 'hard' "
    "ORDER BY bounce_id DESC LIMIT 1), '') "
    "FROM notices WHERE application_id = $1 AND state = 'bounced' ORDER BY notice_id";
constexpr const char* kSuppress =
    "INSERT INTO suppressions (address_mark, until_ms, notice_id) VALUES ($1, $2, $3) "
    "ON CONFLICT (address_mark) DO UPDATE SET until_ms = excluded.until_ms, "
    "notice_id = excluded.notice_id WHERE excluded.until_ms > suppressions.until_ms";
constexpr const char* kSuppressed =
    "SELECT until_ms FROM suppressions WHERE address_mark = $1 AND until_ms > $2";
constexpr const char* kCapSuppressed = "UPDATE suppressions SET until_ms = $1 WHERE until_ms > $2";
constexpr const char* kForget = "DELETE FROM suppressions WHERE until_ms <= $1";

/// A row of a later version may hold a word that is not known here.
BounceCause cause_of(std::string_view text) {
  return parse_bounce_cause(text).value_or(BounceCause::unknown);
}

}  // namespace

std::string_view to_text(BounceKind kind) {
  switch (kind) {
    case BounceKind::hard: return "hard";
    case BounceKind::soft: return "soft";
  }
  return {};
}

std::string_view japanese(BounceKind kind) {
  switch (kind) {
    case BounceKind::hard: return "不達";
    case BounceKind::soft: return "遅延";
  }
  return {};
}

void add_bounce(Database& database, std::int64_t notice_id, const Bounce& bounce) {
  database.execute(kAdd, notice_id, to_text(bounce.kind), to_text(bounce.cause), bounce.status,
                   bounce.diagnosis, bounce.taken_at.ms);
}

std::vector<Bounce> bounces_of(Database& database, std::int64_t notice_id) {
  std::vector<Bounce> bounces;
  using Row = std::tuple<std::string, std::string, std::string, std::string, std::int64_t>;
  for (auto& [kind, cause, status, diagnosis, taken] : database.select<Row>(kOf, notice_id)) {
    const bool hard = kind == to_text(BounceKind::hard);
    bounces.push_back({hard ? BounceKind::hard : BounceKind::soft,
                       cause_of(cause),
                       std::move(status),
                       std::move(diagnosis),
                       {taken}});
  }
  return bounces;
}

std::vector<BouncedNotice> bounced_notices(Database& database, std::int64_t application_id) {
  std::vector<BouncedNotice> notices;
  using Row = std::tuple<std::int64_t, std::string>;
  for (const auto& [id, cause] : database.select<Row>(kBounced, application_id)) {
    notices.push_back({id, cause_of(cause)});
  }
  return notices;
}

void suppress_address(Database& database, std::string_view address_mark, Instant until,
                      std::int64_t notice_id) {
  database.execute(kSuppress, address_mark, until.ms, notice_id);
}

std::optional<Instant> address_suppressed_until(Database& database, std::string_view address_mark,
                                                Instant now) {
  const auto row = database.select_one<std::tuple<std::int64_t>>(kSuppressed, address_mark, now.ms);
  if (!row) return std::nullopt;
  return Instant{std::get<0>(*row)};
}

std::int64_t cap_suppressions(Database& database, std::int64_t longest_ms, Instant now) {
  return database.execute(kCapSuppressed, now.plus_ms(longest_ms).ms,
                          latest_end(longest_ms, now).ms);
}

void forget_lapsed_suppressions(Database& database, Instant now) {
  database.execute(kForget, now.ms);
}

}  // namespace saihakko
