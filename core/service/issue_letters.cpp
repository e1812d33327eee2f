#include "core/service/issue_letters.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/kana_reading.hpp"
#include "core/domain/serial_number.hpp"
#include "core/letter/cover_content.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/print_batch.hpp"
#include "core/letter/read_back.hpp"
#include "core/secrets/password_hash.hpp"
#include "core/secrets/temporary_password.hpp"
#include "core/secrets/wipe.hpp"
#include "core/service/application_steps.hpp"
#include "core/store/applications_table.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/serials_table.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

/// One letter from its claim to its row.
struct Draft {
  Application application;
  std::string user_id;
  std::string notice_number;
  std::int64_t edition = 1;
  std::string password;
  std::string hash;
  std::string file;
  std::int64_t page = 1;
};

/// The passwords of a batch live as long as this and are wiped whatever happens.
struct Drafts {
  std::vector<Draft> all;
  Drafts() = default;
  Drafts(const Drafts&) = delete;
  Drafts& operator=(const Drafts&) = delete;
  ~Drafts() {
    for (Draft& draft : all) wipe(draft.password);
  }
};

struct Claim {
  std::int64_t batch_id = 0;
  std::string batch_name;
  std::vector<Application> applications;
  std::size_t sent_back = 0;
};

std::filesystem::path union_directory(const Settings& settings, std::string_view prefecture) {
  return settings.letters_dir / prefecture;
}

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

/// Whether the ledger as it is now lets the letter go. Its name and address may have changed: the
/// letter goes to those frozen at approval.
bool ledger_allows(Database& database, const Application& application) {
  const auto office = find_office(database, application.office_number);
  if (!office || office->status != OfficeStatus::active) return false;
  if (application.kind == ApplicationKind::first_id) return true;
  const auto accounts = accounts_of(database, application.office_number);
  return std::any_of(accounts.begin(), accounts.end(), [&application](const Account& account) {
    return account.prefecture == application.prefecture;
  });
}

/// Since the approval the ledger may have closed the office, or a font may be gone: then a person
/// has to look again.
bool can_still_be_printed(Database& database, const LetterPress& press,
                          const Application& application) {
  return ledger_allows(database, application) &&
         press.findings(application.prefecture, application.addressee).empty();
}

Claim claim_batch(Database& database, const Actor& actor, const PrintShop& shop,
                  std::string_view prefecture, std::size_t limit, Instant now) {
  Claim claim;
  Transaction transaction(database);
  auto candidates =
      unclaimed_approved(database, prefecture, static_cast<std::int64_t>(limit));
  for (Application& application : candidates) {
    if (can_still_be_printed(database, shop.press, application)) {
      claim.applications.push_back(std::move(application));
      continue;
    }
    step(database, actor, application, ApplicationState::in_review, "", now);
    set_screened_version(database, application.id, 0);  // to be screened anew
    ++claim.sent_back;
  }
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

std::string user_id_for(Database& database, const PrintShop& shop,
                        const Application& application) {
  for (const Account& account : accounts_of(database, application.office_number)) {
    if (account.prefecture == application.prefecture) return account.user_id;
  }
  return user_id(shop.settings.user_id_prefix, application.prefecture, application.office_number);
}

void draft_letters(Database& database, const PrintShop& shop, const Claim& claim, Drafts& drafts) {
  std::int64_t serial = 0;
  {
    Transaction transaction(database);
    serial = draw_serials(database, "notice_number",
                          static_cast<std::int64_t>(claim.applications.size()));
    transaction.commit();
  }
  const std::size_t batch_size = shop.settings.letters.batch_size;
  std::vector<std::string> passwords;
  for (const Application& application : claim.applications) {
    const std::size_t index = drafts.all.size();
    Draft draft{.application = application,
                .user_id = user_id_for(database, shop, application),
                .notice_number = serial_number(kNoticeLetter, serial++),
                .edition = next_edition(database, application.id)};
    draft.password = draw_temporary_password(shop.random, shop.settings.letters.password_length);
    draft.file = fmt::format("letters-{:04}.pdf", index / batch_size + 1);
    draft.page = static_cast<std::int64_t>(index % batch_size + 1);
    passwords.push_back(draft.password);
    drafts.all.push_back(std::move(draft));
  }
  const std::vector<std::string> hashes = hash_passwords(passwords);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    wipe(passwords[i]);
    drafts.all[i].hash = hashes[i];
  }
}

LetterContent content_of(const PrintShop& shop, const Draft& draft, Instant now,
                         Instant valid_until) {
  return shop.press.content(draft.application.prefecture,
                            {.addressee = draft.application.addressee,
                             .office_number = draft.application.office_number.text(),
                             .user_id = draft.user_id,
                             .temporary_password = draft.password,
                             .notice_number = draft.notice_number,
                             .receipt_number = draft.application.receipt_number,
                             .edition = static_cast<int>(draft.edition),
                             .issued_at = now,
                             .valid_until = valid_until});
}

/// The password as a page gives it back: each character between its class and its reading.
std::string printed_password(std::string_view password) {
  std::string text;
  for (const char c : password) {
    const KanaReading reading = kana_reading(c).value();
    text += class_label(reading.character_class);
    text += c;
    text += reading.kana;
  }
  return text;
}

/// Whether a page says what the record says.
bool says(const std::string& page, const Draft& draft) {
  const Application& application = draft.application;
  std::string password = printed_password(draft.password);
  const Wiped wiped(password);
  const std::string_view texts[] = {application.addressee.name, application.addressee.address,
                                    application.office_number.text(), draft.user_id,
                                    draft.notice_number, password};
  return std::all_of(std::begin(texts), std::end(texts), [&page](std::string_view text) {
    return page.find(without_space(text)) != std::string::npos;
  });
}

/// One PDF, read back page by page: a letter with a wrong name must not leave.
std::string print_and_read_back(const PrintShop& shop, std::span<const Draft> drafts, Instant now,
                                Instant valid_until) {
  std::vector<LetterContent> contents;
  for (const Draft& draft : drafts) contents.push_back(content_of(shop, draft, now, valid_until));
  std::string pdf = shop.press.print(drafts.front().application.prefecture, contents);
  for (LetterContent& content : contents) wipe(content.temporary_password);
  std::vector<std::string> pages = read_back_pages(pdf);
  if (pages.size() != drafts.size()) {
    throw LetterError("読み戻したページ数が通知書の数と一致しません");
  }
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (!says(pages[i], drafts[i])) {
      throw LetterError(fmt::format("通知書 {} の読み戻しが記録と一致しません",
                                    drafts[i].notice_number));
    }
    wipe(pages[i]);
  }
  return pdf;
}

std::vector<ManifestRow> manifest_of(const Drafts& drafts) {
  std::vector<ManifestRow> rows;
  for (const Draft& draft : drafts.all) {
    const Application& application = draft.application;
    rows.push_back({.position = static_cast<std::int64_t>(rows.size() + 1),
                    .file = draft.file,
                    .page = draft.page,
                    .notice_number = draft.notice_number,
                    .edition = draft.edition,
                    .receipt_number = application.receipt_number,
                    .office_number = application.office_number.text(),
                    .office_name = application.addressee.name,
                    .postcode = postcode_text(application.addressee.postcode),
                    .address = application.addressee.address});
  }
  return rows;
}

CoverContent cover_of(Database& database, const PrintShop& shop, const Claim& claim,
                      const Drafts& drafts, std::size_t files, Instant now) {
  std::vector<std::string> postcodes;
  for (const Draft& draft : drafts.all) {
    postcodes.push_back(draft.application.addressee.postcode);
  }
  return {.union_name = shop.unions.at(drafts.all.front().application.prefecture).name,
          .batch_name = claim.batch_name,
          .made_at = japan_date_time_text(now),
          .letters = drafts.all.size(),
          .files = files,
          .first_notice_number = drafts.all.front().notice_number,
          .last_notice_number = drafts.all.back().notice_number,
          .areas = postcode_areas(postcodes),
          .audit_head = audit_head(database)};
}

/// Step (2); returns the sum of SHA256SUMS.
std::string write_batch(Database& database, const PrintShop& shop, PrintBatch& directory,
                        const Claim& claim, const Drafts& drafts, Instant now,
                        Instant valid_until) {
  directory.begin();
  const std::span<const Draft> all(drafts.all);
  std::size_t files = 0;
  for (std::size_t first = 0; first < all.size(); first += shop.settings.letters.batch_size) {
    const auto part =
        all.subspan(first, std::min(shop.settings.letters.batch_size, all.size() - first));
    std::string pdf = print_and_read_back(shop, part, now, valid_until);
    directory.add_file(part.front().file, pdf);
    wipe(pdf);
    ++files;
  }
  directory.add_file("cover.pdf", shop.press.print_cover(
                                      cover_of(database, shop, claim, drafts, files, now)));
  std::string sums = directory.close(manifest_of(drafts));
  if (!directory.is_whole(PrintBatch::Place::hidden, sums)) {
    throw LetterError("書き込んだファイルを読み戻すと内容が異なります");
  }
  return sums;
}

/// Step (3) for one letter.
void commit_letter(Database& database, const Actor& actor, const PrintShop& shop,
                   const Claim& claim, const Draft& draft, std::int64_t position, Instant now,
                   Instant valid_until) {
  Application application = find_application(database, draft.application.id).value();
  if (application.state != ApplicationState::approved || application.batch_id != claim.batch_id ||
      application.version != draft.application.version ||
      !ledger_allows(database, application)) {
    throw StaleApplication();
  }
  const Account account = add_account(database, application.office_number, application.prefecture,
                                      draft.user_id, now);
  for (const std::string& notice : void_live_letters(database, account.id, now)) {
    append_audit(database, actor, now, {"letter_voided", notice, "superseded"});
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
  shop.outbox.queue_approved(database, application, now);
}

void commit_batch(Database& database, const Actor& actor, const PrintShop& shop,
                  const Claim& claim, const Drafts& drafts, const std::string& sums, Instant now,
                  Instant valid_until) {
  Transaction transaction(database);
  std::int64_t position = 0;
  for (const Draft& draft : drafts.all) {
    commit_letter(database, actor, shop, claim, draft, ++position, now, valid_until);
  }
  seal_batch(database, claim.batch_id, position, sums, now);
  append_audit(database, actor, now, {"batch_sealed", claim.batch_name, sums});
  transaction.commit();
}

/// Step (4).
void hand_over_batch(Database& database, const Actor& actor, PrintBatch& directory,
                     std::int64_t batch_id, const std::string& name, Instant now) {
  if (!directory.handed_over()) directory.hand_over();
  Transaction transaction(database);
  set_batch_state(database, batch_id, BatchState::handed_over);
  append_audit(database, actor, now, {"batch_handed_over", name, ""});
  transaction.commit();
}

void undo_batch(Database& database, const Actor& actor, PrintBatch& directory,
                std::int64_t batch_id, const std::string& name, Instant now) {
  directory.discard();
  Transaction transaction(database);
  release_batch_claims(database, batch_id);
  set_batch_state(database, batch_id, BatchState::undone);
  append_audit(database, actor, now, {"batch_undone", name, ""});
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

/// A sealed batch whose files are damaged: nobody has seen it, so its letters never were.
void void_batch(Database& database, const Actor& actor, PrintBatch& directory, const Batch& batch,
                Instant now) {
  directory.discard();
  Transaction transaction(database);
  for (const std::string& notice : void_letters_of_batch(database, batch.id, now)) {
    append_audit(database, actor, now, {"letter_voided", notice, "batch_damaged"});
  }
  for (Application& application : issued_in_batch(database, batch.id)) {
    step(database, actor, application, ApplicationState::approved, "", now);
  }
  release_batch_claims(database, batch.id);
  set_batch_state(database, batch.id, BatchState::voided);
  append_audit(database, actor, now, {"batch_voided", batch.name, ""});
  transaction.commit();
}

}  // namespace

std::optional<IssuedBatch> issue_batch(Database& database, const Actor& actor,
                                       const PrintShop& shop, std::string_view prefecture,
                                       std::size_t limit, Instant now) {
  const Claim claim = claim_batch(database, actor, shop, prefecture, limit, now);
  if (claim.applications.empty()) {
    if (claim.sent_back == 0) return std::nullopt;
    return IssuedBatch{"", std::string(prefecture), 0, claim.sent_back};
  }
  const Instant valid_until = end_of_japan_day(now, shop.settings.letters.valid_days);
  PrintBatch directory(union_directory(shop.settings, prefecture), claim.batch_name);
  Drafts drafts;
  try {
    draft_letters(database, shop, claim, drafts);
    const std::string sums = write_batch(database, shop, directory, claim, drafts, now,
                                         valid_until);
    commit_batch(database, actor, shop, claim, drafts, sums, now, valid_until);
  } catch (...) {
    undo_if_uncommitted(database, actor, directory, claim, now);
    throw;
  }
  hand_over_batch(database, actor, directory, claim.batch_id, claim.batch_name, now);
  return IssuedBatch{claim.batch_name, std::string(prefecture), drafts.all.size(),
                     claim.sent_back};
}

RecoveredBatches recover_batches(Database& database, const Actor& actor, const PrintShop& shop,
                                 Instant now) {
  constexpr std::int64_t kMost = 1000;
  RecoveredBatches recovered;
  for (const Batch& batch : batches_in(database, BatchState::claimed, kMost)) {
    PrintBatch directory(union_directory(shop.settings, batch.prefecture), batch.name);
    undo_batch(database, actor, directory, batch.id, batch.name, now);
    ++recovered.undone;
  }
  for (const Batch& batch : batches_in(database, BatchState::sealed, kMost)) {
    PrintBatch directory(union_directory(shop.settings, batch.prefecture), batch.name);
    if (directory.handed_over() || directory.is_whole(PrintBatch::Place::hidden, batch.sums_sha256)) {
      hand_over_batch(database, actor, directory, batch.id, batch.name, now);
      ++recovered.handed_over;
    } else {
      void_batch(database, actor, directory, batch, now);
      ++recovered.voided;
    }
  }
  return recovered;
}

}  // namespace saihakko
