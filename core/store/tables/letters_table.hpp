#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/letter_state.hpp"
#include "core/domain/office_number.hpp"
#include "core/domain/void_reason.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A letter that is about to be sealed.
struct NewLetter {
  std::string notice_number;
  std::int64_t application_id = 0;
  std::int64_t account_id = 0;
  std::int64_t batch_id = 0;
  std::int64_t edition = 1;
  std::int64_t position = 1;
  std::string file;
  std::int64_t page = 1;
  Instant valid_until;
  std::string temporary_password_hash;
};

struct Letter {
  std::int64_t id = 0;
  std::string notice_number;
  std::string receipt_number;
  std::string office_number;
  std::string prefecture;
  std::string batch;
  std::int64_t edition = 1;
  std::int64_t position = 1;
  std::string file;
  std::int64_t page = 1;
  LetterState state = LetterState::sealed;
  Instant state_since;
  Instant issued_at;
  Instant valid_until;
  std::int64_t print_count = 0;           ///< as far as the print room has reported
  std::optional<VoidReason> void_reason;  ///< exactly when it is voided
  std::string void_note;                  ///< 備考: internal
  std::optional<std::int64_t> void_uid;   ///< the person who voided it; nullopt: the service did
  std::string predecessor;  ///< the application's letter of the edition before; empty: none
  std::string successor;    ///< of the edition after
};

/// Adds it in the state sealed.
void add_letter(Database& database, const NewLetter& letter, Instant now);

/// The edition that the next letter of the application carries.
std::int64_t next_edition(Database& database, std::int64_t application_id);

std::optional<Letter> find_letter(Database& database, std::string_view notice_number);
std::vector<Letter> letters_of_application(Database& database, std::string_view receipt_number);
/// Newest first, at most `limit`; all states when `state` is nullopt.
std::vector<Letter> newest_letters(Database& database, std::optional<LetterState> state,
                                   std::int64_t limit);

/// All letters of a batch, in the order of its pages.
std::vector<Letter> letters_of_batch(Database& database, std::int64_t batch_id);
/// The notice numbers of the application's letters that came back, oldest first.
std::vector<std::string> returned_letters(Database& database, std::int64_t application_id);

/// The notice numbers of the application's letters that a person has voided, oldest first.
std::vector<std::string> letters_voided_by_persons(Database& database, std::int64_t application_id);

/// Changes the state when it still is what `letter` says and the one table of core/domain allows
/// it; false when another writer was faster. The temporary password of a letter that is not live
/// any more is erased. Voiding needs a reason and has functions of its own.
bool change_state(Database& database, const Letter& letter, LetterState to, Instant now);
void count_print(Database& database, std::int64_t id);

/// A person voids the letter: its temporary password opens nothing from here on. False when it is
/// not in the state that `letter` says, or not live.
bool void_letter_by_person(Database& database, const Letter& letter, VoidReason reason,
                           std::string_view note, std::int64_t uid, Instant now);

/// Ends every live temporary password of the account: its letters become voided. Returns their
/// notice numbers.
std::vector<std::string> void_live_letters(Database& database, std::int64_t account_id,
                                           VoidReason reason, Instant now);
/// The same for the letters of one application, and for all letters of a batch.
std::vector<std::string> void_letters_of_application(Database& database,
                                                     std::int64_t application_id, VoidReason reason,
                                                     Instant now);
std::vector<std::string> void_letters_of_batch(Database& database, std::int64_t batch_id,
                                               VoidReason reason, Instant now);

/// The letters of handed-over batches that must not be posted any more, by notice number: spoiled,
/// returned, or voided or lapsed before they were posted.
std::vector<Letter> letters_not_to_post(Database& database);

/// The voided letters of a union that somebody may still post by mistake, in the order of batches
/// and pages: those of handed-over batches which the print room has not reported as posted, spoiled
/// or returned. Left out are those whose 有効期限 is over, and those of a batch of which letters
/// have been posted and none is waiting to be.
std::vector<Letter> letters_to_pull(Database& database, std::string_view prefecture, Instant now);

/// A temporary password, as an Argon2id hash, and its letter.
struct TemporaryPassword {
  std::int64_t letter_id = 0;
  std::string notice_number;
  std::int64_t application_id = 0;
  std::string hash;
  LetterState state = LetterState::sealed;
  Instant valid_until;  ///< the last millisecond of its life
};

/// The one that opens the account, if its life is not over; an account has at most one.
std::optional<TemporaryPassword> live_temporary_password(Database& database,
                                                         std::int64_t account_id);
/// The newest ones that lapsed or were voided, at most `limit`.
std::vector<TemporaryPassword> ended_temporary_passwords(Database& database,
                                                         std::int64_t account_id,
                                                         std::int64_t limit);

/// The hashes of the account's ended temporary passwords are of no use any more: nothing is hashed
/// under their setting.
void forget_ended_passwords(Database& database, std::int64_t account_id);

/// The letter has done its work; false when its password does not live any more.
bool use_letter(Database& database, std::int64_t letter_id, Instant now);

struct LapsedLetter {
  std::string notice_number;
  std::int64_t application_id;
};
/// Ends up to `limit` temporary passwords whose life is over.
std::vector<LapsedLetter> lapse_letters(Database& database, Instant now, std::int64_t limit);

struct LetterCount {
  std::string state;
  std::int64_t count;
};
std::vector<LetterCount> count_letters(Database& database);

}  // namespace saihakko
