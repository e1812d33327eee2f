#include "core/store/tables/lost_letters_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t,
                       std::string, std::int64_t, std::string, std::string>;

constexpr const char* kAdd =
    "INSERT INTO lost_letters (notice_number, receipt_number, office_number, batch_id, edition, "
    "file, page, found_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (notice_number) DO NOTHING RETURNING notice_number";
#define LOST_LETTER_COLUMNS                                                                    \
  "SELECT notice_number, receipt_number, office_number, batch_id, edition, file, page, name, " \
  "prefecture FROM lost_letters JOIN batches USING (batch_id) "
constexpr const char* kAll = LOST_LETTER_COLUMNS "WHERE purged_ms IS NULL ORDER BY notice_number";
constexpr const char* kToPull = LOST_LETTER_COLUMNS
    "WHERE purged_ms IS NULL AND gone_ms IS NULL AND prefecture = $1 "
    "ORDER BY batch_id, file, page";
constexpr const char* kFind = LOST_LETTER_COLUMNS "WHERE notice_number = $1";
constexpr const char* kMarkGone =
    "UPDATE lost_letters SET gone_ms = $1 WHERE notice_number = $2 AND gone_ms IS NULL "
    "RETURNING notice_number";

std::vector<LostLetter> from(std::vector<Row>&& rows) {
  std::vector<LostLetter> letters;
  for (auto& [notice, receipt, office, batch_id, edition, file, page, batch, prefecture] : rows) {
    letters.push_back({std::move(notice), std::move(receipt), std::move(office), batch_id, edition,
                       std::move(file), page, std::move(batch), std::move(prefecture)});
  }
  return letters;
}

}  // namespace

bool add_lost_letter(Database& database, const LostLetter& letter, Instant now) {
  return database
      .select_one<std::tuple<std::string>>(kAdd, letter.notice_number, letter.receipt_number,
                                           letter.office_number, letter.batch_id, letter.edition,
                                           letter.file, letter.page, now.ms)
      .has_value();
}

std::vector<LostLetter> lost_letters(Database& database) {
  return from(database.select<Row>(kAll));
}

std::vector<LostLetter> lost_letters_to_pull(Database& database, std::string_view prefecture) {
  return from(database.select<Row>(kToPull, prefecture));
}

std::optional<LostLetter> find_lost_letter(Database& database, std::string_view notice_number) {
  auto found = from(database.select<Row>(kFind, notice_number));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

bool mark_lost_letter_gone(Database& database, std::string_view notice_number, Instant now) {
  return database.select_one<std::tuple<std::string>>(kMarkGone, now.ms, notice_number).has_value();
}

}  // namespace saihakko
