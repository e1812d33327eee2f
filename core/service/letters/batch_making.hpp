#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/review_cause.hpp"
#include "core/letter/print_batch.hpp"
#include "core/service/letters/print_shop.hpp"
#include "core/service/press/print_room.hpp"

namespace saihakko {

/// One letter from its claim to its row.
struct Draft {
  Application application;
  KnownPlace place;  ///< of the addressee
  std::string user_id;
  std::string notice_number;
  std::int64_t edition = 1;
  std::string password;
  std::string hash;
  std::string hash_setting;  ///< the account's, or what is to become it
  std::string file;
  std::int64_t page = 1;
  std::int64_t position = 1;  ///< 通番, over the whole batch
};

/// The letters of a batch in the making; the passwords are wiped with it, whatever happens.
struct Drafts {
  std::vector<Draft> all;
  Drafts() = default;
  Drafts(const Drafts&) = delete;
  Drafts& operator=(const Drafts&) = delete;
  ~Drafts();
};

/// An application whose letter cannot be made as it was approved: in review again.
struct SentBack {
  std::string receipt_number;
  ReviewCause cause = ReviewCause::ledger_changed;
};

/// The applications that a batch has claimed.
struct Claim {
  std::int64_t batch_id = 0;
  std::string batch_name;
  std::vector<Application> applications;
  std::vector<SentBack> sent_back;
};

/// `letters/{prefecture}`.
std::filesystem::path union_directory(const Settings& settings, std::string_view prefecture);

/// Numbers, editions, pages, passwords and their hashes for the claimed applications, in order.
void draft_letters(Database& database, const PrintShop& shop, const PrintRoom& print_room,
                   const Claim& claim, Drafts& drafts);

/// Step (2) of the batch protocol: PDFs read back page by page in memory, then encrypted where the
/// print room wants it, cover sheet, manifest and sums in
/// the hidden directory, all read back from the disk. Returns the sum of SHA256SUMS. Throws
/// LetterError, FileError.
std::string write_batch(Database& database, const PrintShop& shop, const PrintRoom& print_room,
                        const Claim& claim, PrintBatch& directory, const Drafts& drafts,
                        Instant now, Instant valid_until);

}  // namespace saihakko
