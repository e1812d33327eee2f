#include "core/service/keeping/compare_pieces.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/service/keeping/verify_digests.hpp"
#include "core/store/engine/covered_tables.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/compared_pieces_table.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kAudit = "audit";
constexpr std::int64_t kAuditChunk = 20'000;
// Less than a day, so that a piece does not wander through the day by a run of watch each time.
constexpr std::int64_t kEvery_ms = kDayMs - 60 * kMinuteMs;

/// Those that are due, the one under way first and then the oldest.
std::vector<ComparedPiece> due_pieces(Database& database, Instant now) {
  std::vector<ComparedPiece> pieces{{.piece = std::string(kAudit), .compared = {}, .subject = {}}};
  for (const CoveredTable& table : covered_tables())
    pieces.push_back({.piece = table.name, .compared = {}, .subject = {}});
  for (const ComparedPiece& known : compared_pieces(database)) {
    for (ComparedPiece& piece : pieces) {
      if (piece.piece == known.piece) piece = known;
    }
  }
  std::erase_if(pieces, [now](const ComparedPiece& piece) {
    const bool of_clock_ahead = piece.compared > now;
    return piece.reached == 0 && !of_clock_ahead && now < piece.compared.plus_ms(kEvery_ms);
  });
  std::stable_sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) {
    if ((a.reached > 0) != (b.reached > 0)) return a.reached > 0;
    return a.compared < b.compared;
  });
  return pieces;
}

void note(ComparedPiece& piece, const AuditBreach& breach) {
  if (piece.breaches == 0) piece.subject = breach.subject;
  ++piece.breaches;
}

std::int64_t read_audit(Database& database, ComparedPiece& piece, Instant now) {
  const Snapshot snapshot(database);
  if (piece.reached == 0) piece.breaches = 0;
  const auto before = audit_rows(database, piece.reached, 1);
  ChainReader chain(database, piece.reached,
                    piece.reached > 0 && !before.empty() ? before.front().hash : "");
  const auto rows = audit_rows(database, piece.reached + 1, kAuditChunk);
  std::optional<AuditBreach> breach;
  for (const AuditRow& row : rows) {
    breach = chain.follow(row);
    if (breach) break;
  }
  const bool ended = breach || static_cast<std::int64_t>(rows.size()) < kAuditChunk;
  if (ended && !breach) breach = chain.ends();
  if (breach) note(piece, *breach);
  piece.reached = ended ? 0 : chain.seq();
  if (ended) piece.compared = now;
  return static_cast<std::int64_t>(rows.size());
}

std::int64_t read_table(Database& database, ComparedPiece& piece, Instant now) {
  const Snapshot snapshot(database);
  const auto& tables = covered_tables();
  const auto at = std::find_if(tables.begin(), tables.end(), [&](const CoveredTable& table) {
    return table.name == piece.piece;
  });
  std::int64_t rows = 0;
  piece.breaches = 0;
  for (const AuditBreach& breach :
       verify_table(database, static_cast<std::size_t>(at - tables.begin()), rows)) {
    note(piece, breach);
  }
  piece.compared = now;
  return rows;
}

}  // namespace

void compare_pieces(Database& database, std::int64_t most_rows, Instant now) {
  if (!database.keeps_digests() || !database.may_change_rows()) return;
  std::int64_t read = 0;
  for (ComparedPiece& piece : due_pieces(database, now)) {
    do {
      read += piece.piece == kAudit ? read_audit(database, piece, now)
                                    : read_table(database, piece, now);
    } while (piece.reached > 0 && read < most_rows);
    put_compared_piece(database, piece);
    if (read >= most_rows) return;
  }
}

}  // namespace saihakko
