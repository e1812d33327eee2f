#include "core/store/tables/applications_table.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/domain/term.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row =
    std::tuple<std::int64_t, std::string, std::string, std::string, std::string, std::string,
               std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t, std::string,
               std::string, std::string, std::string, std::optional<std::int64_t>, std::int64_t,
               std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

#define APPLICATION_COLUMNS                                                                     \
  "SELECT application_id, receipt_number, office_number, prefecture, kind, notification_mail, " \
  "submitted_ms, state, state_ms, applications.version, screened_version, reason_code, "        \
  "addressee_name, addressee_postcode, addressee_address, batch_id, urgent, entered_uid, "      \
  "undo_until_ms, envelope_reminded_ms, envelope_due_ms, envelope_told_ms "                     \
  "FROM applications "

constexpr std::int64_t kChunk = 1000;

constexpr const char* kAdd =
    "INSERT INTO applications (receipt_number, submission_id, office_number, prefecture, kind, "
    "notification_mail, submitted_ms, state, state_ms, version, reason_code, screened_version, "
    "addressee_name, addressee_postcode, addressee_address, entered_uid) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, '', 0, '', '', '', $10) "
    "RETURNING application_id";
constexpr const char* kFindById = APPLICATION_COLUMNS "WHERE application_id = $1";
constexpr const char* kFindBySubmission = APPLICATION_COLUMNS "WHERE submission_id = $1";
constexpr const char* kFindByReceipt = APPLICATION_COLUMNS "WHERE receipt_number = $1";
constexpr const char* kOfOffice =
    APPLICATION_COLUMNS "WHERE office_number = $1 ORDER BY application_id DESC LIMIT $2";
constexpr const char* kInState =
    APPLICATION_COLUMNS "WHERE state = $1 AND application_id > $2 ORDER BY application_id LIMIT $3";
constexpr const char* kAll =
    APPLICATION_COLUMNS "WHERE application_id > $1 ORDER BY application_id LIMIT $2";
constexpr const char* kCount =
    "SELECT state, COUNT(*), MIN(state_ms) FROM applications GROUP BY state";
constexpr const char* kOtherOpen =
    "SELECT receipt_number FROM applications WHERE office_number = $1 AND prefecture = $2 "
    "AND application_id <> $3 AND state IN ('submitted', 'in_review', 'on_hold', 'approved', "
    "'issued', 'printed', 'posted') ORDER BY application_id LIMIT $4";
constexpr const char* kOpen = APPLICATION_COLUMNS
    "WHERE office_number = $1 AND state IN ('begun', 'verified', 'submitted', "
    "'in_review', 'on_hold', 'approved', 'issued', 'printed', 'posted') ORDER BY application_id";
constexpr const char* kToRescreen =
    "SELECT application_id FROM applications JOIN offices USING (office_number) "
    "WHERE state IN ('in_review', 'on_hold') AND screened_version <> offices.version "
    "AND application_id > $1 ORDER BY application_id LIMIT $2";
constexpr const char* kChangeState =
    "UPDATE applications SET state = $1, state_ms = $2, reason_code = $3, version = version + 1, "
    "envelope_reminded_ms = 0, envelope_due_ms = 0 "
    "WHERE application_id = $4 AND state = $5 AND version = $6 RETURNING application_id";
constexpr const char* kSetSubmitted =
    "UPDATE applications SET submitted_ms = $1, kind = $2 WHERE application_id = $3";
constexpr const char* kSetScreened =
    "UPDATE applications SET screened_version = $1 WHERE application_id = $2";
constexpr const char* kRenewVersion =
    "UPDATE applications SET version = version + 1 WHERE application_id = $1";
constexpr const char* kUrgent =
    "SELECT receipt_number FROM applications WHERE state IN ('submitted', 'in_review', 'on_hold', "
    "'approved') AND urgent = 1 ORDER BY application_id LIMIT $1";
constexpr const char* kSetEnvelopeTold =
    "UPDATE applications SET envelope_told_ms = $1 WHERE application_id = $2";
constexpr const char* kSetUrgent = "UPDATE applications SET urgent = $1 WHERE application_id = $2";
constexpr const char* kSetUndoUntil =
    "UPDATE applications SET undo_until_ms = $1 WHERE application_id = $2";
constexpr const char* kCapUndo =
    "UPDATE applications SET undo_until_ms = $1 WHERE state = 'approved' AND undo_until_ms > $2";
constexpr const char* kSetEnvelopeTerms =
    "UPDATE applications SET envelope_reminded_ms = $1, envelope_due_ms = $2 "
    "WHERE application_id = $3";
constexpr const char* kSetAddressee =
    "UPDATE applications SET addressee_name = $1, addressee_postcode = $2, "
    "addressee_address = $3 WHERE application_id = $4";
constexpr const char* kUnclaimed = APPLICATION_COLUMNS
    "WHERE state = 'approved' AND batch_id IS NULL AND prefecture = $1 AND undo_until_ms <= $2 "
    "ORDER BY urgent DESC, addressee_postcode, office_number, application_id LIMIT $3";
constexpr const char* kUnclaimedPrefectures =
    "SELECT DISTINCT prefecture FROM applications "
    "WHERE state = 'approved' AND batch_id IS NULL AND undo_until_ms <= $1 ORDER BY prefecture";
constexpr const char* kClaim = "UPDATE applications SET batch_id = $1 WHERE application_id = $2";
constexpr const char* kReleaseOne =
    "UPDATE applications SET batch_id = NULL WHERE application_id = $1";
constexpr const char* kRelease = "UPDATE applications SET batch_id = NULL WHERE batch_id = $1";
constexpr const char* kIssuedInBatch =
    APPLICATION_COLUMNS "WHERE batch_id = $1 AND state = 'issued' ORDER BY application_id";

Application from(Row&& row) {
  auto& [id, receipt, office, prefecture, kind, mail, submitted, state, since, version, screened,
         reason, name, postcode, address, batch, urgent, entered_uid, undo_until, reminded, due,
         told] = row;
  return {.id = id,
          .receipt_number = std::move(receipt),
          .office_number = OfficeNumber::parse(office).value(),
          .prefecture = std::move(prefecture),
          .kind = parse_application_kind(kind).value(),
          .notification_mail = std::move(mail),
          .submitted_at = {submitted},
          .state = parse_application_state(state).value(),
          .state_since = {since},
          .version = version,
          .screened_version = screened,
          .reason_code = std::move(reason),
          .addressee = {std::move(name), std::move(postcode), std::move(address)},
          .batch_id = batch.value_or(0),
          .urgent = urgent != 0,
          .entered_uid = entered_uid,
          .undo_until = {undo_until},
          .envelope_reminded_at = {reminded},
          .envelope_due = {due},
          .envelope_told = {told}};
}

std::vector<Application> from(std::vector<Row>&& rows) {
  std::vector<Application> applications;
  applications.reserve(rows.size());
  for (Row& row : rows)
    applications.push_back(from(std::move(row)));
  return applications;
}

std::optional<Application> from(std::optional<Row>&& row) {
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

}  // namespace

std::int64_t add_application(Database& database, const NewApplication& application, Instant now) {
  const auto id = database.select_one<std::tuple<std::int64_t>>(
      kAdd, application.receipt_number, application.submission_id, application.office_number.text(),
      application.prefecture, to_text(application.kind), application.notification_mail,
      application.submitted_at.ms, to_text(application.state), now.ms, application.entered_uid);
  return std::get<0>(id.value());
}

std::optional<Application> find_submission(Database& database, std::string_view submission_id) {
  return from(database.select_one<Row>(kFindBySubmission, submission_id));
}

std::optional<Application> find_application(Database& database, std::int64_t id) {
  return from(database.select_one<Row>(kFindById, id));
}

std::optional<Application> find_application(Database& database, std::string_view receipt_number) {
  return from(database.select_one<Row>(kFindByReceipt, receipt_number));
}

std::vector<Application> applications_of(Database& database, const OfficeNumber& number,
                                         std::int64_t limit) {
  return from(database.select<Row>(kOfOffice, number.text(), limit));
}

std::vector<Application> applications_in(Database& database, ApplicationState state,
                                         std::int64_t after_id, std::int64_t limit) {
  return from(database.select<Row>(kInState, to_text(state), after_id, limit));
}

std::vector<Application> all_applications(Database& database, std::int64_t after_id,
                                          std::int64_t limit) {
  return from(database.select<Row>(kAll, after_id, limit));
}

void for_each_application(Database& database, std::optional<ApplicationState> state,
                          const std::function<void(const Application&)>& use) {
  std::int64_t after_id = 0;
  while (true) {
    const auto chunk = state ? applications_in(database, *state, after_id, kChunk)
                             : all_applications(database, after_id, kChunk);
    if (chunk.empty()) return;
    after_id = chunk.back().id;
    std::ranges::for_each(chunk, use);
  }
}

std::vector<StateCount> count_applications(Database& database) {
  std::vector<StateCount> counts;
  using Count = std::tuple<std::string, std::int64_t, std::int64_t>;
  for (auto& [state, count, oldest] : database.select<Count>(kCount)) {
    counts.push_back({std::move(state), count, {oldest}});
  }
  return counts;
}

std::vector<std::string> other_open_receipts(Database& database, const Application& application,
                                             std::int64_t limit) {
  std::vector<std::string> receipts;
  for (auto& [receipt] :
       database.select<std::tuple<std::string>>(kOtherOpen, application.office_number.text(),
                                                application.prefecture, application.id, limit)) {
    receipts.push_back(std::move(receipt));
  }
  return receipts;
}

std::vector<Application> open_applications(Database& database, const OfficeNumber& number) {
  return from(database.select<Row>(kOpen, number.text()));
}

std::vector<Application> applications_to_rescreen(Database& database, std::int64_t after_id,
                                                  std::int64_t limit) {
  std::vector<Application> applications;
  for (const auto& [id] : database.select<std::tuple<std::int64_t>>(kToRescreen, after_id, limit)) {
    applications.push_back(find_application(database, id).value());
  }
  return applications;
}

bool change_state(Database& database, const Application& application, ApplicationState to,
                  std::string_view reason_code, Instant now) {
  if (!may_change(application.state, to)) {
    throw std::logic_error("a change of state that the table does not allow");
  }
  return database
      .select_one<std::tuple<std::int64_t>>(kChangeState, to_text(to), now.ms, reason_code,
                                            application.id, to_text(application.state),
                                            application.version)
      .has_value();
}

void set_submitted(Database& database, std::int64_t id, ApplicationKind kind, Instant now) {
  database.execute(kSetSubmitted, now.ms, to_text(kind), id);
}

void set_screened_version(Database& database, std::int64_t id, std::int64_t office_version) {
  database.execute(kSetScreened, office_version, id);
}

void renew_version(Database& database, std::int64_t id) {
  database.execute(kRenewVersion, id);
}

std::vector<std::string> urgent_receipts(Database& database, std::int64_t limit) {
  std::vector<std::string> receipts;
  for (auto& [receipt] : database.select<std::tuple<std::string>>(kUrgent, limit)) {
    receipts.push_back(std::move(receipt));
  }
  return receipts;
}

void set_envelope_told(Database& database, std::int64_t id, Instant last_day) {
  database.execute(kSetEnvelopeTold, last_day.ms, id);
}

void set_urgent(Database& database, std::int64_t id, bool urgent) {
  database.execute(kSetUrgent, std::int64_t{urgent}, id);
}

std::int64_t cap_undo_times(Database& database, std::int64_t longest_ms, Instant now) {
  return database.execute(kCapUndo, now.plus_ms(longest_ms).ms, latest_end(longest_ms, now).ms);
}

void set_undo_until(Database& database, std::int64_t id, Instant until) {
  database.execute(kSetUndoUntil, until.ms, id);
}

void set_envelope_terms(Database& database, std::int64_t id, Instant reminded_at, Instant due) {
  database.execute(kSetEnvelopeTerms, reminded_at.ms, due.ms, id);
}

void set_addressee(Database& database, std::int64_t id, const Addressee& addressee) {
  database.execute(kSetAddressee, addressee.name, addressee.postcode, addressee.address, id);
}

std::vector<Application> unclaimed_approved(Database& database, std::string_view prefecture,
                                            std::int64_t limit, Instant now) {
  return from(database.select<Row>(kUnclaimed, prefecture, now.ms, limit));
}

std::vector<std::string> prefectures_with_unclaimed_approved(Database& database, Instant now) {
  std::vector<std::string> prefectures;
  for (auto& [prefecture] :
       database.select<std::tuple<std::string>>(kUnclaimedPrefectures, now.ms)) {
    prefectures.push_back(std::move(prefecture));
  }
  return prefectures;
}

void claim_for_batch(Database& database, std::int64_t id, std::int64_t batch_id) {
  database.execute(kClaim, batch_id, id);
}

void release_claim(Database& database, std::int64_t id) {
  database.execute(kReleaseOne, id);
}

void release_batch_claims(Database& database, std::int64_t batch_id) {
  database.execute(kRelease, batch_id);
}

std::vector<Application> issued_in_batch(Database& database, std::int64_t batch_id) {
  return from(database.select<Row>(kIssuedInBatch, batch_id));
}

}  // namespace saihakko
