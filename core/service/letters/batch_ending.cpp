#include "core/service/letters/batch_ending.hpp"

#include "core/service/letters/batch_making.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {
namespace {

/// A sealed batch whose files are damaged. Nobody has seen it, so its letters are voided and made
/// again.
void void_batch(Database& database, const Actor& actor, PrintBatch& directory, const Batch& batch,
                Instant now) {
  directory.discard();
  Transaction transaction(database);
  constexpr auto kReason = VoidReason::batch_damaged;
  for (const std::string& notice : void_letters_of_batch(database, batch.id, kReason, now)) {
    append_audit(database, actor, now, {"letter_voided", notice, to_text(kReason)});
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
    if (directory.handed_over() ||
        directory.is_whole(PrintBatch::Place::hidden, batch.sums_sha256)) {
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
