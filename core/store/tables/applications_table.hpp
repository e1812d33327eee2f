#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What a submission brings with it.
struct NewApplication {
  std::string receipt_number;
  std::string submission_id;
  OfficeNumber office_number;
  std::string prefecture;
  ApplicationKind kind = ApplicationKind::reissue;
  std::string notification_mail;
  Instant submitted_at;
  ApplicationState state = ApplicationState::submitted;
  std::int64_t entered_uid = -1;  ///< the OS user through whom it came in; -1: unknown
};

/// Adds it and returns its id. The submission must be new.
std::int64_t add_application(Database& database, const NewApplication& application, Instant now);

/// The application that a portal's submission became.
std::optional<Application> find_submission(Database& database, std::string_view submission_id);

std::optional<Application> find_application(Database& database, std::int64_t id);
std::optional<Application> find_application(Database& database, std::string_view receipt_number);

/// The applications of an office, newest first, at most `limit`.
std::vector<Application> applications_of(Database& database, const OfficeNumber& number,
                                         std::int64_t limit);

/// Up to `limit` applications in a state with an id above `after_id`, by id.
std::vector<Application> applications_in(Database& database, ApplicationState state,
                                         std::int64_t after_id, std::int64_t limit);

/// Up to `limit` applications of any state with an id above `after_id`, by id.
std::vector<Application> all_applications(Database& database, std::int64_t after_id,
                                          std::int64_t limit);

/// All applications, those of a state or of any, by id; read in pieces, so that no writer waits.
void for_each_application(Database& database, std::optional<ApplicationState> state,
                          const std::function<void(const Application&)>& use);

struct StateCount {
  std::string state;
  std::int64_t count;
  Instant oldest;  ///< in the state since
};
std::vector<StateCount> count_applications(Database& database);

/// The receipt numbers of the other open applications for the same office and union, the oldest
/// `limit`.
std::vector<std::string> other_open_receipts(Database& database, const Application& application,
                                             std::int64_t limit);

/// The open applications of an office, forms that are half done included.
std::vector<Application> open_applications(Database& database, const OfficeNumber& number);

/// Those among in_review and on_hold whose findings speak of an older ledger row than there is.
std::vector<Application> applications_to_rescreen(Database& database, std::int64_t after_id,
                                                  std::int64_t limit);

/// Changes the state when it still is what `application` says and the one table of
/// core/domain allows it; false when another writer was faster. Counts the version up, and ends a
/// wait for the return envelope.
bool change_state(Database& database, const Application& application, ApplicationState to,
                  std::string_view reason_code, Instant now);

/// A form that was begun earlier is handed in: when, and as what.
void set_submitted(Database& database, std::int64_t id, ApplicationKind kind, Instant now);

void set_screened_version(Database& database, std::int64_t id, std::int64_t office_version);
/// What the reviewer was shown has changed: a decision on the earlier 更新番号 is stale now.
void renew_version(Database& database, std::int64_t id);
void set_urgent(Database& database, std::int64_t id, bool urgent);
/// `until` 0: nothing waits for it any more.
void set_undo_until(Database& database, std::int64_t id, Instant until);
/// Approvals that could be undone for longer than any can be undone for `longest_ms` from now on;
/// returns how many.
std::int64_t cap_undo_times(Database& database, std::int64_t longest_ms, Instant now);
/// What the applicant was told of the wait for the return envelope; `due` 0: no last day.
void set_envelope_terms(Database& database, std::int64_t id, Instant reminded_at, Instant due);
void set_addressee(Database& database, std::int64_t id, const Addressee& addressee);

/// The last day for the return envelope that the receipt notice names.
void set_envelope_told(Database& database, std::int64_t id, Instant last_day);

/// The receipt numbers of urgent applications whose letter is not made yet, the oldest `limit`.
std::vector<std::string> urgent_receipts(Database& database, std::int64_t limit);

/// Up to `limit` approved applications of a union that no batch has claimed and whose approval can
/// not be undone any more: the urgent ones first,
/// then by postcode as text, then office number.
std::vector<Application> unclaimed_approved(Database& database, std::string_view prefecture,
                                            std::int64_t limit, Instant now);
std::vector<std::string> prefectures_with_unclaimed_approved(Database& database, Instant now);

void claim_for_batch(Database& database, std::int64_t id, std::int64_t batch_id);
/// Takes the claim off one application: its letter came to nothing.
void release_claim(Database& database, std::int64_t id);
/// Takes the batch's claim off every application it still holds.
void release_batch_claims(Database& database, std::int64_t batch_id);
/// The applications whose letters a sealed batch holds and that have not moved on.
std::vector<Application> issued_in_batch(Database& database, std::int64_t batch_id);

}  // namespace saihakko
