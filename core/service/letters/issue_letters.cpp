#include "core/service/letters/issue_letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/domain/calendar.hpp"
#include "core/service/applications/undo_approval.hpp"
#include "core/service/letters/batch_ending.hpp"
#include "core/service/letters/batch_making.hpp"
#include "core/service/press/print_room.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/service/steps/letter_ground.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/accounts_table.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

/// `B13-20261122-01`, dated by the real clock as all file names are.
std::string free_batch_name(Database& database, const Settings& settings,
                            std::string_view prefecture) {
  const std::string day = compact_date(japan_date(Clock::real_now()));
  for (int n = 1;; ++n) {
    std::string name = fmt::format("B{}-{}-{:02}", prefecture, day, n);
    if (!batch_name_taken(database, name) &&
        !std::filesystem::exists(union_directory(settings, prefecture) / name)) {
      return name;
    }
  }
}

/// Since the approval the ledger may have closed the office or moved it, or a font may be gone:
/// then a person has to look again, also before a spoiled letter is made anew.
std::optional<ReviewCause> cause_to_look_again(Database& database, const LetterPress& press,
                                               const Application& application) {
  if (!ledger_allows(database, application)) return ReviewCause::ledger_changed;
  if (press.findings(application.prefecture, application.addressee).empty()) return std::nullopt;
  return ReviewCause::letter_unprintable;
}

/// To be screened anew. What the approval had put off is not done: it has come to nothing.
SentBack send_back(Database& database, const Actor& actor, Application& application,
                   ReviewCause cause, Instant now) {
  step(database, actor, application, ApplicationState::in_review, to_text(cause), now);
  set_undo_until(database, application.id, {});
  set_screened_version(database, application.id, 0);
  return {application.receipt_number, cause};
}

/// The order of the pages.
bool comes_before(const Application& a, const Application& b) {
  return std::tuple(a.addressee.postcode, a.office_number.text(), a.id) <
         std::tuple(b.addressee.postcode, b.office_number.text(), b.id);
}

Claim claim_batch(Database& database, const Actor& actor, const PrintShop& shop,
                  std::string_view prefecture, std::size_t limit, Instant now) {
  Claim claim;
  Transaction transaction(database);
  for (const Application& candidate :
       unclaimed_approved(database, prefecture, static_cast<std::int64_t>(limit), now)) {
    // Read again: one before it may have withdrawn it.
    Application application = find_application(database, candidate.id).value();
    if (application.state != ApplicationState::approved) continue;
    if (const auto cause = cause_to_look_again(database, shop.press, application)) {
      claim.sent_back.push_back(send_back(database, actor, application, *cause, now));
    } else if (settle_approval(database, actor, shop.outbox, application, now)) {
      claim.applications.push_back(std::move(application));
    }
  }
  std::sort(claim.applications.begin(), claim.applications.end(), comes_before);
  if (!claim.applications.empty()) {
    claim.batch_name = free_batch_name(database, shop.settings, prefecture);
    claim.batch_id = add_batch(database, claim.batch_name, prefecture, now);
    for (const Application& application : claim.applications) {
      claim_for_batch(database, application.id, claim.batch_id);
    }
    append_audit(database, actor, now,
                 {"batch_claimed", claim.batch_name, std::to_string(claim.applications.size())});
  }
  transaction.commit();
  return claim;
}

/// Step (3) for one letter.
void commit_letter(Database& database, const Actor& actor, const PrintShop& shop,
                   const Claim& claim, const Draft& draft, std::int64_t position, Instant now,
                   Instant valid_until) {
  Application application = find_application(database, draft.application.id).value();
  if (application.state != ApplicationState::approved || application.batch_id != claim.batch_id ||
      application.version != draft.application.version || !ledger_allows(database, application)) {
    throw StaleApplication();
  }
  const Account account =
      add_account(database, application.office_number, application.prefecture, draft.user_id, now);
  // A password that was set meanwhile has brought a setting of its own.
  if (!adopt_hash_setting(database, account.id, draft.hash_setting)) throw StaleApplication();
  for (const std::string& notice :
       void_live_letters(database, account.id, VoidReason::superseded, now)) {
    append_audit(database, actor, now, {"letter_voided", notice, to_text(VoidReason::superseded)});
  }
  add_letter(database,
             {.notice_number = draft.notice_number,
              .application_id = application.id,
              .account_id = account.id,
              .batch_id = claim.batch_id,
              .edition = draft.edition,
              .position = position,
              .file = draft.file,
              .page = draft.page,
              .valid_until = valid_until,
              .temporary_password_hash = draft.hash},
             now);
  append_audit(database, actor, now, {"letter_sealed", draft.notice_number, claim.batch_name});
  step(database, actor, application, ApplicationState::issued, "", now);
  shop.outbox.queue_approved(database, application, valid_until, now);
}

void commit_batch(Database& database, const Actor& actor, const PrintShop& shop, const Claim& claim,
                  const Drafts& drafts, const std::string& sums, Instant now, Instant valid_until) {
  Transaction transaction(database);
  std::int64_t position = 0;
  for (const Draft& draft : drafts.all) {
    commit_letter(database, actor, shop, claim, draft, ++position, now, valid_until);
  }
  seal_batch(database, claim.batch_id, position, sums, now);
  append_audit(database, actor, now, {"batch_sealed", claim.batch_name, sums});
  transaction.commit();
}

/// After a failure between the claim and the commit. A commit that was reported as failed can have
/// reached the disk: only the row tells. Should even this fail, recovery does it in the next run.
void undo_if_uncommitted(Database& database, const Actor& actor, PrintBatch& directory,
                         const Claim& claim, Instant now) {
  try {
    const auto batch = find_batch(database, claim.batch_id);
    if (!batch || batch->state != BatchState::claimed) return;
    undo_batch(database, actor, directory, claim.batch_id, claim.batch_name, now);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // The caller rethrows the failure that led here; the batch stays claimed until the next run.
  }
}

}  // namespace

std::vector<std::string> unions_to_print(Database& database, Instant now) {
  return prefectures_with_unclaimed_approved(database, now);
}

std::optional<IssuedBatch> issue_batch(Database& database, const Actor& actor,
                                       const PrintShop& shop, std::string_view prefecture,
                                       std::size_t limit, Instant now) {
  const PrintRoom print_room(shop.unions.at(prefecture).settings, Clock::real_now());
  const Claim claim = claim_batch(database, actor, shop, prefecture, limit, now);
  if (claim.applications.empty()) {
    if (claim.sent_back.empty()) return std::nullopt;
    return IssuedBatch{"", std::string(prefecture), 0, claim.sent_back};
  }
  const Instant valid_until = end_of_japan_day(now, shop.settings.letters.valid_days);
  PrintBatch directory(union_directory(shop.settings, prefecture), claim.batch_name);
  Drafts drafts;
  try {
    draft_letters(database, shop, print_room, claim, drafts);
    const std::string sums =
        write_batch(database, shop, print_room, claim, directory, drafts, now, valid_until);
    commit_batch(database, actor, shop, claim, drafts, sums, now, valid_until);
  } catch (...) {
    undo_if_uncommitted(database, actor, directory, claim, now);
    throw;
  }
  hand_over_batch(database, actor, directory, claim.batch_id, claim.batch_name, now);
  return IssuedBatch{claim.batch_name, std::string(prefecture), drafts.all.size(), claim.sent_back};
}

}  // namespace saihakko
