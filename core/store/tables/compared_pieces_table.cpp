#include "core/store/tables/compared_pieces_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAll =
    "SELECT piece, compared_ms, reached, breaches, subject FROM compared_pieces ORDER BY piece";
constexpr const char* kPut =
    "INSERT INTO compared_pieces (piece, compared_ms, reached, breaches, subject) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (piece) DO UPDATE SET "
    "compared_ms = excluded.compared_ms, reached = excluded.reached, breaches = excluded.breaches, "
    "subject = excluded.subject";

using Row = std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t, std::string>;

}  // namespace

std::vector<ComparedPiece> compared_pieces(Database& database) {
  std::vector<ComparedPiece> pieces;
  for (auto& [piece, compared, reached, breaches, subject] : database.select<Row>(kAll)) {
    pieces.push_back({std::move(piece), {compared}, reached, breaches, std::move(subject)});
  }
  return pieces;
}

void put_compared_piece(Database& database, const ComparedPiece& piece) {
  database.execute(kPut, piece.piece, piece.compared.ms, piece.reached, piece.breaches,
                   piece.subject);
}

}  // namespace saihakko
