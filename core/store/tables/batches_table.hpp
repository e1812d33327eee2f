#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The steps of the batch protocol (ARCHITECTURE.md): its applications claimed; its letters
/// committed; its directory in place; taken back before anything was committed; taken back after.
enum class BatchState { claimed, sealed, handed_over, undone, voided };

std::string_view to_text(BatchState state);
std::string_view japanese(BatchState state);

struct Batch {
  std::int64_t id = 0;
  std::string name;
  std::string prefecture;
  BatchState state = BatchState::claimed;
  std::int64_t letters = 0;
  std::string sums_sha256;
};

/// Adds a claimed batch; its name must be new.
std::int64_t add_batch(Database& database, std::string_view name, std::string_view prefecture,
                       Instant now);
bool batch_name_taken(Database& database, std::string_view name);
std::optional<Batch> find_batch(Database& database, std::int64_t id);
std::optional<Batch> find_batch(Database& database, std::string_view name);
/// Up to `limit` batches in a state, oldest first.
std::vector<Batch> batches_in(Database& database, BatchState state, std::int64_t limit);
/// The newest batches that stand in their directories, newest first.
std::vector<Batch> newest_batches(Database& database, std::int64_t limit);

void seal_batch(Database& database, std::int64_t id, std::int64_t letters,
                std::string_view sums_sha256, Instant now);
void set_batch_state(Database& database, std::int64_t id, BatchState state);

}  // namespace saihakko
