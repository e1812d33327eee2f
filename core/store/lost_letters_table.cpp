#include "core/store/lost_letters_table.hpp"

#include "core/store/statement.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t,
                       std::string, std::int64_t, std::string, std::string>;

constexpr const char* kAdd =
    "INSERT INTO lost_letters (notice_number, receipt_number, office_number, batch_id, edition, "
    "file, page, found_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (notice_number) DO NOTHING RETURNING notice_number";
constexpr const char* kAll =
    "SELECT notice_number, receipt_number, office_number, batch_id, edition, file, page, name, "
    "prefecture FROM lost_letters JOIN batches USING (batch_id) WHERE purged_ms IS NULL "
    "ORDER BY notice_number";

}  // namespace

bool add_lost_letter(Database& database, const LostLetter& letter, Instant now) {
  return database
      .select_one<std::tuple<std::string>>(kAdd, letter.notice_number, letter.receipt_number,
                                           letter.office_number, letter.batch_id, letter.edition,
                                           letter.file, letter.page, now.ms)
      .has_value();
}

std::vector<LostLetter> lost_letters(Database& database) {
  std::vector<LostLetter> letters;
  for (auto& [notice, receipt, office, batch_id, edition, file, page, batch, prefecture] :
       database.select<Row>(kAll)) {
    letters.push_back({std::move(notice), std::move(receipt), std::move(office), batch_id, edition,
                       std::move(file), page, std::move(batch), std::move(prefecture)});
  }
  return letters;
}

}  // namespace saihakko
