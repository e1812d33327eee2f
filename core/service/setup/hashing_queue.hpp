#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/byte_locks.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Who goes first (core/service/portal/guessing.md). Each has a queue of its own.
enum class HashingLane {
  known,     ///< known clients and whoever holds a ticket
  stranger,  ///< waits while one of the known does
};

/// A place among those who hash; it is free again when this ends or its process dies.
class HashingPlace {
 public:
  explicit HashingPlace(ByteLocks&& locks) : locks_(std::move(locks)) {}

 private:
  ByteLocks locks_;
};

/// Passwords are hashed at as many places as the host has cores, however many processes there are:
/// more at once would be no faster and take 19 MiB each. All processes that are given the same file
/// share the places. Members throw FileError.
class HashingQueue {
 public:
  /// The host's: of the state directory, as many places as there are cores.
  explicit HashingQueue(const Settings& settings);
  HashingQueue(std::filesystem::path file, unsigned places);

  /// Waits for a place. nullopt when the queue is full (32 a place and lane) or ten seconds were
  /// not enough. Tries that name the same `count`, a keyed mark, are let in one after the other;
  /// empty: none.
  std::optional<HashingPlace> enter(HashingLane lane, std::string_view count = {}) const;

  /// Waits however long, behind nobody but the known: for a job.
  HashingPlace wait() const;

 private:
  std::optional<HashingPlace> find_place(ByteLocks&& locks, HashingLane lane,
                                         std::optional<std::int64_t> until_ms) const;

  std::filesystem::path file_;
  unsigned places_;
};

/// A password that is to be hashed.
struct Unhashed {
  std::string_view password;
  std::string_view setting;
};
/// The hashes of all, in order, as fast as the places allow.
std::vector<std::string> hash_passwords(const HashingQueue& queue,
                                        const std::vector<Unhashed>& passwords);

}  // namespace saihakko
