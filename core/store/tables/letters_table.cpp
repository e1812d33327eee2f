#include "core/store/tables/letters_table.hpp"

#include <stdexcept>

#include "core/store/engine/statement.hpp"
#include "core/store/tables/letter_filter.hpp"

namespace saihakko {
namespace {

using Row =
    std::tuple<std::int64_t, std::string, std::string, std::string, std::string, std::string,
               std::int64_t, std::int64_t, std::string, std::int64_t, std::string, std::int64_t,
               std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
               std::optional<std::int64_t>, std::string, std::string>;

#define LETTER_OF_EDITION(difference)                           \
  "COALESCE((SELECT other.notice_number FROM letters AS other " \
  "WHERE other.application_id = letters.application_id "        \
  "AND other.edition = letters.edition " difference "), '')"

#define LETTER_COLUMNS \
  "SELECT letter_id, notice_number, receipt_number, office_number, applications.prefecture, "    \
  "batches.name, edition, position, file, page, letters.state, letters.state_ms, issued_ms, "    \
  "valid_until_ms, print_count, void_reason, void_note, void_uid, "                              \
  LETTER_OF_EDITION("- 1") ", " LETTER_OF_EDITION("+ 1") " "                                    \
  "FROM letters JOIN applications USING (application_id) "                                       \
  "JOIN batches ON batches.batch_id = letters.batch_id "

constexpr const char* kAdd =
    "INSERT INTO letters (notice_number, application_id, account_id, batch_id, edition, position, "
    "file, page, valid_until_ms, temporary_password_hash, state, state_ms, issued_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'sealed', $11, $12)";
constexpr const char* kNextEdition =
    "SELECT COALESCE(MAX(edition), 0) + 1 FROM (SELECT edition FROM letters "
    "WHERE application_id = $1 UNION ALL SELECT edition FROM lost_letters JOIN applications "
    "USING (receipt_number) WHERE applications.application_id = $2) AS editions";
constexpr const char* kFind = LETTER_COLUMNS "WHERE notice_number = $1";
constexpr const char* kOfApplication = LETTER_COLUMNS "WHERE receipt_number = $1 ORDER BY edition";
constexpr const char* kNewest = LETTER_COLUMNS "ORDER BY letter_id DESC LIMIT $1";
constexpr const char* kNewestIn =
    LETTER_COLUMNS "WHERE letters.state = $1 ORDER BY letter_id DESC LIMIT $2";
constexpr const char* kNewestFitting = LETTER_COLUMNS
    "WHERE ($1 = '' OR letters.state = $1) AND ($2 = '' OR applications.prefecture = $2) "
    "AND ($3 = '' OR batches.name = $3) AND ($4 = '' OR receipt_number = $4) "
    "AND ($5 = '' OR office_number = $5) ORDER BY letter_id DESC LIMIT $6";
// The holder of an ended temporary password is told so; it opens nothing.
#define ENDED_PASSWORD \
  "ended_password_hash = temporary_password_hash, temporary_password_hash = NULL"
constexpr const char* kOfBatch = LETTER_COLUMNS "WHERE letters.batch_id = $1 ORDER BY position";
constexpr const char* kReturned =
    "SELECT notice_number FROM letters WHERE application_id = $1 AND state = 'returned' "
    "ORDER BY edition";
constexpr const char* kVoidedByPersons =
    "SELECT notice_number FROM letters WHERE application_id = $1 AND void_uid IS NOT NULL "
    "ORDER BY edition";
constexpr const char* kToPull = LETTER_COLUMNS
    "WHERE letters.state = 'voided' AND batches.prefecture = $1 AND valid_until_ms >= $2 "
    "AND batches.state = 'handed_over' "
    "AND NOT EXISTS (SELECT 1 FROM print_results WHERE print_results.letter_id = letters.letter_id "
    "AND result IN ('posted', 'spoiled', 'returned')) "
    "AND (EXISTS (SELECT 1 FROM letters AS waiting WHERE waiting.batch_id = letters.batch_id "
    "AND waiting.state IN ('sealed', 'collected', 'printed')) "
    "OR NOT EXISTS (SELECT 1 FROM letters AS gone JOIN print_results USING (letter_id) "
    "WHERE gone.batch_id = letters.batch_id AND result = 'posted')) "
    "ORDER BY letters.batch_id, position";
constexpr const char* kNotToPost = LETTER_COLUMNS
    "WHERE batches.state = 'handed_over' AND (letters.state IN ('spoiled', 'returned') "
    "OR (letters.state IN ('voided', 'lapsed') AND NOT EXISTS (SELECT 1 FROM print_results "
    "WHERE print_results.letter_id = letters.letter_id AND result = 'posted'))) "
    "ORDER BY notice_number";
constexpr const char* kChangeState =
    "UPDATE letters SET state = $1, state_ms = $2 WHERE letter_id = $3 AND state = $4 "
    "RETURNING letter_id";
constexpr const char* kEnd =
    "UPDATE letters SET state = $1, state_ms = $2, temporary_password_hash = NULL "
    "WHERE letter_id = $3 AND state = $4 RETURNING letter_id";
constexpr const char* kCountPrint =
    "UPDATE letters SET print_count = print_count + 1 WHERE letter_id = $1";
#define SET_VOIDED \
  "UPDATE letters SET state = 'voided', " ENDED_PASSWORD ", state_ms = $1, void_reason = $2"
#define IF_LIVE "AND temporary_password_hash IS NOT NULL RETURNING notice_number"
constexpr const char* kVoidByPerson =
    SET_VOIDED ", void_note = $3, void_uid = $4 WHERE letter_id = $5 AND state = $6 " IF_LIVE;
constexpr const char* kVoidOfAccount = SET_VOIDED " WHERE account_id = $3 " IF_LIVE;
constexpr const char* kVoidOfApplication = SET_VOIDED " WHERE application_id = $3 " IF_LIVE;
constexpr const char* kVoidOfBatch = SET_VOIDED " WHERE batch_id = $3 " IF_LIVE;
constexpr const char* kLive =
    "SELECT letter_id, notice_number, application_id, temporary_password_hash, state, "
    "valid_until_ms FROM letters WHERE account_id = $1 AND temporary_password_hash IS NOT NULL";
constexpr const char* kEnded =
    "SELECT letter_id, notice_number, application_id, ended_password_hash, state, valid_until_ms "
    "FROM letters WHERE account_id = $1 AND ended_password_hash IS NOT NULL "
    "ORDER BY letter_id DESC LIMIT $2";
constexpr const char* kForgetEnded =
    "UPDATE letters SET ended_password_hash = NULL WHERE account_id = $1 "
    "AND ended_password_hash IS NOT NULL";
constexpr const char* kUse =
    "UPDATE letters SET state = 'used', state_ms = $1, temporary_password_hash = NULL "
    "WHERE letter_id = $2 AND temporary_password_hash IS NOT NULL AND valid_until_ms >= $3 "
    "RETURNING notice_number";
constexpr const char* kLapse =
    "UPDATE letters SET state = 'lapsed', state_ms = $1, " ENDED_PASSWORD
    " WHERE letter_id IN (SELECT letter_id FROM letters WHERE temporary_password_hash IS NOT NULL "
    "AND valid_until_ms < $2 LIMIT $3) RETURNING notice_number, application_id";
constexpr const char* kCount = "SELECT state, COUNT(*) FROM letters GROUP BY state";

Letter from(Row&& row) {
  auto& [id, notice, receipt, office, prefecture, batch, edition, position, file, page, state,
         since, issued, valid_until, print_count, void_reason, void_note, void_uid, predecessor,
         successor] = row;
  return {.id = id,
          .notice_number = std::move(notice),
          .receipt_number = std::move(receipt),
          .office_number = std::move(office),
          .prefecture = std::move(prefecture),
          .batch = std::move(batch),
          .edition = edition,
          .position = position,
          .file = std::move(file),
          .page = page,
          .state = parse_letter_state(state).value(),
          .state_since = {since},
          .issued_at = {issued},
          .valid_until = {valid_until},
          .print_count = print_count,
          .void_reason = parse_void_reason(void_reason),
          .void_note = std::move(void_note),
          .void_uid = void_uid,
          .predecessor = std::move(predecessor),
          .successor = std::move(successor)};
}

std::vector<Letter> from(std::vector<Row>&& rows) {
  std::vector<Letter> letters;
  letters.reserve(rows.size());
  for (Row& row : rows)
    letters.push_back(from(std::move(row)));
  return letters;
}

std::vector<std::string> texts(std::vector<std::tuple<std::string>>&& rows) {
  std::vector<std::string> all;
  for (auto& [text] : rows)
    all.push_back(std::move(text));
  return all;
}

}  // namespace

void add_letter(Database& database, const NewLetter& letter, Instant now) {
  database.execute(kAdd, letter.notice_number, letter.application_id, letter.account_id,
                   letter.batch_id, letter.edition, letter.position, letter.file, letter.page,
                   letter.valid_until.ms, letter.temporary_password_hash, now.ms, now.ms);
}

std::int64_t next_edition(Database& database, std::int64_t application_id) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kNextEdition, application_id, application_id)
          .value());
}

std::optional<Letter> find_letter(Database& database, std::string_view notice_number) {
  auto row = database.select_one<Row>(kFind, notice_number);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::vector<Letter> letters_of_application(Database& database, std::string_view receipt_number) {
  return from(database.select<Row>(kOfApplication, receipt_number));
}

std::vector<Letter> newest_letters(Database& database, std::optional<LetterState> state,
                                   std::int64_t limit) {
  if (!state) return from(database.select<Row>(kNewest, limit));
  return from(database.select<Row>(kNewestIn, to_text(*state), limit));
}

std::vector<Letter> newest_letters(Database& database, const LetterFilter& filter,
                                   std::int64_t limit) {
  const std::string state(filter.state ? to_text(*filter.state) : "");
  return from(database.select<Row>(kNewestFitting, state, filter.prefecture, filter.batch,
                                   filter.receipt_number, filter.office_number, limit));
}

std::vector<Letter> letters_of_batch(Database& database, std::int64_t batch_id) {
  return from(database.select<Row>(kOfBatch, batch_id));
}

std::vector<std::string> returned_letters(Database& database, std::int64_t application_id) {
  return texts(database.select<std::tuple<std::string>>(kReturned, application_id));
}

std::vector<std::string> letters_voided_by_persons(Database& database,
                                                   std::int64_t application_id) {
  return texts(database.select<std::tuple<std::string>>(kVoidedByPersons, application_id));
}

bool change_state(Database& database, const Letter& letter, LetterState to, Instant now) {
  if (!may_change(letter.state, to) || to == LetterState::voided) {
    throw std::logic_error("a change of a letter's state that the table does not allow");
  }
  return database
      .select_one<std::tuple<std::int64_t>>(is_live(to) ? kChangeState : kEnd, to_text(to), now.ms,
                                            letter.id, to_text(letter.state))
      .has_value();
}

void count_print(Database& database, std::int64_t id) {
  database.execute(kCountPrint, id);
}

std::vector<Letter> letters_not_to_post(Database& database) {
  return from(database.select<Row>(kNotToPost));
}

std::vector<Letter> letters_to_pull(Database& database, std::string_view prefecture, Instant now) {
  return from(database.select<Row>(kToPull, prefecture, now.ms));
}

bool void_letter_by_person(Database& database, const Letter& letter, VoidReason reason,
                           std::string_view note, std::int64_t uid, Instant now) {
  return database
      .select_one<std::tuple<std::string>>(kVoidByPerson, now.ms, to_text(reason), note, uid,
                                           letter.id, to_text(letter.state))
      .has_value();
}

std::vector<std::string> void_live_letters(Database& database, std::int64_t account_id,
                                           VoidReason reason, Instant now) {
  return texts(database.select<std::tuple<std::string>>(kVoidOfAccount, now.ms, to_text(reason),
                                                        account_id));
}

std::vector<std::string> void_letters_of_application(Database& database,
                                                     std::int64_t application_id, VoidReason reason,
                                                     Instant now) {
  return texts(database.select<std::tuple<std::string>>(kVoidOfApplication, now.ms, to_text(reason),
                                                        application_id));
}

std::vector<std::string> void_letters_of_batch(Database& database, std::int64_t batch_id,
                                               VoidReason reason, Instant now) {
  return texts(
      database.select<std::tuple<std::string>>(kVoidOfBatch, now.ms, to_text(reason), batch_id));
}

namespace {

using PasswordRow =
    std::tuple<std::int64_t, std::string, std::int64_t, std::string, std::string, std::int64_t>;

std::optional<TemporaryPassword> from(std::optional<PasswordRow>&& row) {
  if (!row) return std::nullopt;
  auto& [letter, notice, application, hash, state, valid_until] = *row;
  return TemporaryPassword{letter,
                           std::move(notice),
                           application,
                           std::move(hash),
                           parse_letter_state(state).value(),
                           {valid_until}};
}

}  // namespace

std::optional<TemporaryPassword> live_temporary_password(Database& database,
                                                         std::int64_t account_id) {
  return from(database.select_one<PasswordRow>(kLive, account_id));
}

std::vector<TemporaryPassword> ended_temporary_passwords(Database& database,
                                                         std::int64_t account_id,
                                                         std::int64_t limit) {
  std::vector<TemporaryPassword> ended;
  for (PasswordRow& row : database.select<PasswordRow>(kEnded, account_id, limit)) {
    ended.push_back(from(std::optional(std::move(row))).value());
  }
  return ended;
}

void forget_ended_passwords(Database& database, std::int64_t account_id) {
  database.execute(kForgetEnded, account_id);
}

bool use_letter(Database& database, std::int64_t letter_id, Instant now) {
  return database.select_one<std::tuple<std::string>>(kUse, now.ms, letter_id, now.ms).has_value();
}

std::vector<LapsedLetter> lapse_letters(Database& database, Instant now, std::int64_t limit) {
  std::vector<LapsedLetter> lapsed;
  for (auto& [notice, application] :
       database.select<std::tuple<std::string, std::int64_t>>(kLapse, now.ms, now.ms, limit)) {
    lapsed.push_back({std::move(notice), application});
  }
  return lapsed;
}

std::vector<LetterCount> count_letters(Database& database) {
  std::vector<LetterCount> counts;
  for (auto& [state, count] : database.select<std::tuple<std::string, std::int64_t>>(kCount)) {
    counts.push_back({std::move(state), count});
  }
  return counts;
}

}  // namespace saihakko
